/*
title = "Loans, due within a year"
kind = "stock"
unit = "money"
better = "down"
needs = ["loan"]
roles = ["ceo", "cfo", "accounting"]
formula = "principal that falls due in the twelve months after the last day of the period, by the schedule of each loan: its balance, payment and rate as the lender stated them, the same before and after"
why = "The part of a mortgage that has to be paid out of this year."
source = "finance.md 2.1; ASC 470-10-45"
*/
SELECT
    entity,
    date,
    due_within_year - lag(due_within_year, 1, CAST(0 AS DECIMAL(38, 12))) OVER (PARTITION BY entity, id ORDER BY date) AS value,
    commodity,
    file,
    line
FROM loan_month
