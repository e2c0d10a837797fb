-- The road to the first quarter that earns money, as tests: a metric over the `month`, the `quarter` or twelve months (`t12m`), `most` or `least`, the number it has to reach, and how many months before the end of that quarter.
-- The quarter is the first of the next fiscal year. A portfolio with another road puts its own file of this name into its catalog.
SELECT
    place,
    milestone,
    metric,
    span,
    comparison,
    CAST(needed AS DECIMAL(38, 12)) AS needed,
    months_before
FROM (
    VALUES
        (1, 'every cash account compared with the bank', 'unreconciled_accounts', 'month', 'most', 0, 5),
        (2, 'every account has a type and a behaviour', 'unclassified_accounts', 'month', 'most', 0, 5),
        (3, 'ventures agree on what they owe each other', 'intercompany_net', 'month', 'most', 0, 5),
        (4, 'every client has had an invoice', 'clients_uninvoiced', 'month', 'most', 0, 4),
        (5, 'a quarter of the invoices overdue at the most', 'overdue_share', 'month', 'most', 0.25, 3),
        (6, 'a month that burns no cash', 'net_burn', 'month', 'most', 0, 2),
        (7, 'a month that earns its fixed cost', 'operating_profit', 'month', 'least', 0, 1),
        (8, 'a quarter that earns money', 'profit', 'quarter', 'least', 0, 0)
) AS milestone (place, milestone, metric, span, comparison, needed, months_before)
