/*
over = "scope"
*/
-- Income from and charges by other ventures, a posting a row, in groups whose two sides belong together.
-- `bundle` is the shared reference (the first link of the posting); else a pair of equal amounts at most five days apart, nearest first; else the month.
-- `amount` is positive for a sale and for a charge, negative for what was taken back.
-- Reads `posting`, for its links.
WITH leg AS (
    SELECT
        entity.portfolio,
        posting.entity,
        posting.account,
        posting.account_type = 'income' AS is_sale,
        CASE WHEN posting.account_type = 'income' THEN entity.id ELSE posting.counterparty END AS seller,
        CASE WHEN posting.account_type = 'income' THEN posting.counterparty ELSE entity.id END AS buyer,
        posting.date,
        coalesce(posting.weight_commodity, posting.commodity) AS commodity,
        CASE WHEN posting.account_type = 'income' THEN -coalesce(posting.weight, posting.amount) ELSE coalesce(posting.weight, posting.amount) END AS amount,
        split_part(coalesce(posting.links, ''), ' ', 1) AS reference,
        posting.file,
        posting.line,
        posting.entity || ' ' || posting.transaction || ' ' || posting.file || ' ' || CAST(posting.line AS TEXT) AS place
    FROM posting
    INNER JOIN entity
        ON entity.entity = posting.entity
    WHERE posting.counterparty IS NOT NULL
        AND posting.account_type IN ('income', 'expense')
        AND posting.date <= as_of()
),
shared_reference AS (
    SELECT
        portfolio,
        seller,
        buyer,
        commodity,
        reference
    FROM leg
    WHERE reference <> ''
    GROUP BY
        portfolio,
        seller,
        buyer,
        commodity,
        reference
    HAVING count(DISTINCT is_sale) = 2
),
marked AS (
    SELECT
        leg.portfolio,
        leg.entity,
        leg.account,
        leg.is_sale,
        leg.seller,
        leg.buyer,
        leg.date,
        leg.commodity,
        leg.amount,
        shared_reference.reference,
        leg.file,
        leg.line,
        leg.place,
        row_number() OVER (PARTITION BY leg.portfolio, leg.is_sale, leg.seller, leg.buyer, leg.commodity, leg.amount, leg.date ORDER BY leg.place) AS occurrence
    FROM leg
    LEFT JOIN shared_reference
        ON shared_reference.portfolio = leg.portfolio
        AND shared_reference.seller = leg.seller
        AND shared_reference.buyer = leg.buyer
        AND shared_reference.commodity = leg.commodity
        AND shared_reference.reference = leg.reference
),
candidate AS (
    SELECT
        sale.place AS sale_place,
        charge.place AS charge_place,
        row_number() OVER (PARTITION BY sale.place ORDER BY abs(sale.date - charge.date), charge.date, charge.place) AS sale_rank,
        row_number() OVER (PARTITION BY charge.place ORDER BY abs(sale.date - charge.date), sale.date, sale.place) AS charge_rank,
        abs(sale.date - charge.date) AS n_days
    FROM marked AS sale
    INNER JOIN marked AS charge
        ON charge.portfolio = sale.portfolio
        AND charge.seller = sale.seller
        AND charge.buyer = sale.buyer
        AND charge.commodity = sale.commodity
        AND charge.amount = sale.amount
        AND charge.occurrence = sale.occurrence
    WHERE sale.is_sale
        AND NOT charge.is_sale
        AND sale.reference IS NULL
        AND charge.reference IS NULL
        AND abs(sale.date - charge.date) <= 5
),
nearest AS (
    SELECT
        sale_place,
        charge_place
    FROM candidate
    WHERE sale_rank = 1
        AND charge_rank = 1
),
left_over AS (
    SELECT
        candidate.sale_place,
        candidate.charge_place,
        row_number() OVER (PARTITION BY candidate.sale_place ORDER BY candidate.n_days, candidate.charge_place) AS sale_rank,
        row_number() OVER (PARTITION BY candidate.charge_place ORDER BY candidate.n_days, candidate.sale_place) AS charge_rank
    FROM candidate
    LEFT JOIN nearest AS taken_sale
        ON taken_sale.sale_place = candidate.sale_place
    LEFT JOIN nearest AS taken_charge
        ON taken_charge.charge_place = candidate.charge_place
    WHERE taken_sale.sale_place IS NULL
        AND taken_charge.charge_place IS NULL
),
matched AS (
    SELECT
        sale_place,
        charge_place
    FROM nearest
    UNION ALL
    SELECT
        sale_place,
        charge_place
    FROM left_over
    WHERE sale_rank = 1
        AND charge_rank = 1
)
SELECT
    marked.portfolio,
    marked.entity,
    marked.account,
    marked.is_sale,
    marked.seller,
    marked.buyer,
    marked.date,
    marked.commodity,
    marked.amount,
    coalesce(marked.reference, as_sale.sale_place, as_charge.sale_place, month_key(marked.date)) AS bundle,
    CASE
        WHEN marked.reference IS NOT NULL THEN 'reference ' || marked.reference
        WHEN as_sale.sale_place IS NOT NULL OR as_charge.sale_place IS NOT NULL THEN 'amount and date'
        ELSE 'month ' || month_key(marked.date)
    END AS matched_by,
    marked.file,
    marked.line
FROM marked
LEFT JOIN matched AS as_sale
    ON as_sale.sale_place = marked.place
    AND marked.is_sale
LEFT JOIN matched AS as_charge
    ON as_charge.charge_place = marked.place
    AND NOT marked.is_sale
