"""What tables exist and where: the metastore and the discovery of partitions."""
