/*
title = "Between ventures, what only one side booked"
roles = ["ceo", "cfo", "accounting"]
needs = ["posting"]
over = "scope"
columns = [
    { id = "seller", title = "Seller" },
    { id = "buyer", title = "Buyer" },
    { id = "date", title = "Day", unit = "date" },
    { id = "account", title = "Booked on" },
    { id = "amount", title = "Booked", unit = "money", exact = true },
    { id = "unmatched", title = "Of these unmatched", unit = "money", exact = true },
    { id = "matched_by", title = "Looked for by" },
]
*/
-- Both sides' postings of every bundle whose two sides differ.
WITH difference AS (
    SELECT
        portfolio,
        seller,
        buyer,
        commodity,
        bundle,
        sum(CASE WHEN is_sale THEN amount ELSE -amount END) AS unmatched
    FROM intercompany_leg
    GROUP BY
        portfolio,
        seller,
        buyer,
        commodity,
        bundle
)
SELECT
    leg.portfolio AS entity,
    leg.seller,
    leg.buyer,
    leg.date,
    leg.account,
    leg.amount,
    difference.unmatched,
    leg.matched_by,
    leg.commodity,
    leg.file,
    leg.line
FROM intercompany_leg AS leg
INNER JOIN difference
    ON difference.portfolio = leg.portfolio
    AND difference.seller = leg.seller
    AND difference.buyer = leg.buyer
    AND difference.commodity = leg.commodity
    AND difference.bundle = leg.bundle
WHERE difference.unmatched <> 0
ORDER BY
    leg.portfolio,
    abs(difference.unmatched) DESC,
    leg.seller,
    leg.buyer,
    leg.bundle,
    leg.is_sale DESC,
    leg.date,
    leg.file,
    leg.line
