-- Postings by day with the line of the statement that they belong to; `amount` and `weight` are debit-positive.
-- The line is the chart's, else told by the type and the English words of the account's name; `is_mapped` says which.
-- What another venture stands behind has lines of its own, so that eliminations have something to meet.
-- Reads `posting_day` and `account`.
SELECT
    posting_day.entity,
    posting_day.date,
    posting_day.account,
    posting_day.account_type,
    posting_day.commodity,
    posting_day.amount,
    coalesce(posting_day.weight, posting_day.amount) AS weight,
    coalesce(posting_day.weight_commodity, posting_day.commodity) AS weight_commodity,
    posting_day.counterparty,
    account.statement_line IS NOT NULL OR posting_day.counterparty IS NOT NULL AS is_mapped,
    CASE
        WHEN posting_day.counterparty IS NOT NULL AND posting_day.account_type = 'income' THEN 'Income from other ventures'
        WHEN posting_day.counterparty IS NOT NULL AND posting_day.account_type = 'expense' THEN 'Charges by other ventures'
        WHEN posting_day.counterparty IS NOT NULL AND posting_day.account_type = 'asset' THEN 'Due from other ventures'
        WHEN posting_day.counterparty IS NOT NULL AND posting_day.account_type = 'liability' THEN 'Due to other ventures'
        WHEN account.statement_line IS NOT NULL THEN account.statement_line
        WHEN posting_day.account_type = 'unknown' THEN 'Accounts of unknown type'
        WHEN posting_day.account_type = 'equity' THEN 'Owner''s equity'
        WHEN posting_day.account_type = 'income' THEN 'Revenue'
        WHEN posting_day.account_type = 'expense' AND regexp_like(lower(posting_day.account), 'cogs|cost of (goods|sales)') THEN 'Direct costs'
        WHEN posting_day.account_type = 'expense' AND regexp_like(lower(posting_day.account), 'interest') THEN 'Interest'
        WHEN posting_day.account_type = 'expense' AND regexp_like(lower(posting_day.account), 'depreciation|amorti[sz]ation') THEN 'Depreciation'
        WHEN posting_day.account_type = 'expense' THEN 'Operating costs'
        WHEN coalesce(account.is_restricted, false) THEN 'Restricted cash'
        WHEN coalesce(account.is_cash, false) THEN 'Cash'
        WHEN posting_day.account_type = 'asset' AND regexp_like(lower(posting_day.account), 'receivable') THEN 'Receivables'
        WHEN posting_day.account_type = 'asset' AND regexp_like(lower(posting_day.account), 'prepaid') THEN 'Prepaid costs'
        WHEN posting_day.account_type = 'asset' AND regexp_like(lower(posting_day.account), 'inventory') THEN 'Inventory'
        WHEN posting_day.account_type = 'asset' AND regexp_like(lower(posting_day.account), 'fixed|equipment|vehicle|vessel|property|building') THEN 'Fixed assets'
        WHEN posting_day.account_type = 'asset' THEN 'Other assets'
        WHEN regexp_like(lower(posting_day.account), 'payable') THEN 'Payables'
        WHEN regexp_like(lower(posting_day.account), 'deposit|deferred|unearned') THEN 'Contract liabilities'
        WHEN regexp_like(lower(posting_day.account), 'loan|mortgage') THEN 'Loans'
        ELSE 'Other liabilities'
    END AS statement_line,
    posting_day.n_postings,
    posting_day.file,
    posting_day.line
FROM posting_day
LEFT JOIN account
    ON account.entity = posting_day.entity
    AND account.account = posting_day.account
