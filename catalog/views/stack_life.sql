-- Runtimes and frameworks of repositories, with the release that their version belongs to and its end, by the lifecycle table.
-- `ended` is null where the release is still supported or the table does not list it (`cycle` null).
SELECT
    stack.entity,
    stack.repository,
    stack.kind,
    stack.name,
    stack.version,
    stack.path,
    lifecycle.cycle,
    lifecycle.ended,
    lifecycle.checked_on,
    stack.file,
    stack.line
FROM stack
LEFT JOIN lifecycle
    ON lifecycle.entity = stack.entity
    AND lifecycle.source = stack.source
    AND lifecycle.product = stack.name
    AND (
        stack.version = lifecycle.cycle
        OR starts_with(stack.version, lifecycle.cycle || '.')
        OR starts_with(stack.version, lifecycle.cycle || '-')
    )
WHERE stack.kind <> 'language'
