-- Local branches that are not the default, not merged, and older than the parameter `stale_branch_days`.
SELECT
    git_branch.entity,
    git_branch.repository,
    git_branch.name,
    git_branch.tip_at_day,
    git_branch.file,
    git_branch.line
FROM git_branch
INNER JOIN parameter_for
    ON parameter_for.entity = git_branch.entity
    AND parameter_for.name = 'stale_branch_days'
WHERE NOT git_branch.is_default
    AND git_branch.merged = false
    AND NOT coalesce(git_branch.is_remote, false)
    AND git_branch.tip_at_day + CAST(parameter_for.value AS INTEGER) < as_of()
