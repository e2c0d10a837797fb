-- Functions with their runtime, and the days on which its support ended and updates are blocked, by the lifecycle table.
-- `ended` is null where the runtime is still supported, or where the table does not list it (`is_listed` false).
WITH cycle AS (
    SELECT DISTINCT
        cycle,
        ended,
        blocked
    FROM lifecycle
    WHERE product = 'aws-lambda'
)
SELECT
    runtime.entity,
    runtime.logical_id,
    runtime.origin,
    runtime.template,
    runtime.value AS runtime,
    cycle.cycle IS NOT NULL AS is_listed,
    cycle.ended,
    cycle.blocked,
    runtime.file,
    runtime.line
FROM resource_property AS runtime
LEFT JOIN cycle
    ON cycle.cycle = runtime.value
WHERE runtime.type IN ('AWS::Lambda::Function', 'AWS::Serverless::Function')
    AND runtime.path = 'Runtime'
