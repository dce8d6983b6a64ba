CREATE VIEW taxi.daily_revenue AS
SELECT
  t.year,
  t.month,
  date(t.pickup_at) AS day,
  z.borough,
  count(*) AS trips,
  sum(t.fare + coalesce(t.tip, 0)) AS revenue
FROM taxi.trips t
JOIN taxi.zones z ON z.zone_id = t.pickup_zone
GROUP BY t.year, t.month, date(t.pickup_at), z.borough;
