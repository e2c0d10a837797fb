-- Published terms of platforms, on the price of the venture's standard charter; the fee is rounded half-up to the cent.
-- Terms for extras are no share of the price and left out; a semicolon would part two dimensions.
SELECT
    platform_fee.entity,
    platform_fee.platform,
    replace(coalesce(platform_fee.applies_to, 'all'), ';', ',') AS terms,
    platform_fee.kind,
    platform_fee.value AS fee_value,
    standard_charter.gross,
    CASE WHEN platform_fee.kind = 'pct_gross' THEN
        round_half_up(CAST(CAST(standard_charter.gross AS DECIMAL(14, 2)) * CAST(platform_fee.value AS DECIMAL(8, 6)) AS DECIMAL(38, 12)), 2)
    END AS fee,
    CASE WHEN platform_fee.kind = 'pct_gross' THEN
        standard_charter.gross - round_half_up(CAST(CAST(standard_charter.gross AS DECIMAL(14, 2)) * CAST(platform_fee.value AS DECIMAL(8, 6)) AS DECIMAL(38, 12)), 2)
    END AS payout,
    entity.currency AS commodity,
    platform_fee.note,
    platform_fee.checked_on,
    platform_fee.confidence,
    platform_fee.file,
    platform_fee.line
FROM platform_fee
INNER JOIN entity
    ON entity.entity = platform_fee.entity
INNER JOIN standard_charter
    ON standard_charter.entity = platform_fee.entity
WHERE NOT regexp_like(lower(coalesce(platform_fee.applies_to, '')), 'extra')
