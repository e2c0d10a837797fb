-- Mailings that are planned and whose day has not passed.
SELECT
    entity,
    id,
    coalesce(name, id) AS name,
    date,
    list_size,
    rate_per_second,
    price_per_thousand,
    commodity,
    file,
    line
FROM campaign
WHERE channel = 'email'
    AND coalesce(status, 'planned') = 'planned'
    AND coalesce(date >= as_of(), true)
