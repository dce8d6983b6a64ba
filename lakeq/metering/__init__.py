"""What reading costs: prices, estimates, budgets and the ledger."""
