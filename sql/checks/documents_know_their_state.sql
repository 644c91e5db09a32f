-- description: A document is in one known state, and says what belongs to it: where it
-- moved, since when it is gone.
-- asset: raw_documents
-- severity: error
select
    d.source_id,
    d.url,
    d.state,
    d.outcome,
    d.moved_to,
    d.gone_since
from raw_documents as d
where
    d.state is null
    or d.state not in ('present', 'moved', 'gone', 'refused', 'unknown')
    or (d.state = 'moved') <> (d.moved_to is not null)
    or (d.state = 'gone' and d.gone_since is null)
    or (d.state in ('present', 'moved') and d.gone_since is not null)
    or (d.outcome = 'gone' and d.state <> 'gone')
    or (
        d.outcome in ('fetched', 'unchanged', 'not_modified')
        and d.state not in ('present', 'moved')
    )
