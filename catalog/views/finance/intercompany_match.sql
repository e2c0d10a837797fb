/*
over = "scope"
*/
-- What both sides of a sale between ventures booked, a row for each bundle of `intercompany_leg`: the lower of the two.
-- `date` is the day on which the second side had booked.
WITH bundle AS (
    SELECT
        portfolio,
        seller,
        buyer,
        commodity,
        bundle,
        matched_by,
        greatest(max(CASE WHEN is_sale THEN date END), max(CASE WHEN NOT is_sale THEN date END)) AS date,
        sum(CASE WHEN is_sale THEN amount ELSE 0 END) AS sold,
        sum(CASE WHEN is_sale THEN 0 ELSE amount END) AS charged,
        min(file) AS file
    FROM intercompany_leg
    GROUP BY
        portfolio,
        seller,
        buyer,
        commodity,
        bundle,
        matched_by
    HAVING count(DISTINCT is_sale) = 2
)
SELECT
    portfolio,
    seller,
    buyer,
    commodity,
    matched_by,
    date,
    CASE WHEN sold > 0 AND charged > 0 THEN least(sold, charged) ELSE greatest(sold, charged) END AS amount,
    file,
    CAST(NULL AS BIGINT) AS line
FROM bundle
WHERE (sold > 0 AND charged > 0)
    OR (sold < 0 AND charged < 0)
