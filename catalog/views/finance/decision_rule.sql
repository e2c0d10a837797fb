-- The decision rules as typed predicates: a metric, over the `month` of the report or its twelve (`t12m`), `below` or `above`, the parameter that holds the threshold, and what follows.
-- A portfolio that decides otherwise puts its own file of this name into its catalog, or sets the parameters.
SELECT
    id,
    metric,
    span,
    comparison,
    parameter,
    consequence
FROM (
    VALUES
        ('runway', 'runway_months', 'month', 'below', 'runway_floor_months', 'buy nothing that only pays back later'),
        ('reserve', 'runway_months_without_revenue', 'month', 'below', 'reserve_months', 'spend no cash on growth before the reserve is full'),
        ('liquidity', 'current_ratio', 'month', 'below', 'current_ratio_floor', 'sign no new obligation'),
        ('safety', 'margin_of_safety', 't12m', 'below', 'margin_of_safety_floor', 'add no fixed cost'),
        ('collection', 'overdue_share', 'month', 'above', 'overdue_share_cap', 'give no new credit to who is overdue'),
        ('debt', 'debt_cover', 't12m', 'below', 'debt_cover_floor', 'borrow nothing more')
) AS rule (id, metric, span, comparison, parameter, consequence)
