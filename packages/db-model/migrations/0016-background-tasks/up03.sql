CREATE INDEX IF NOT EXISTS lookup_destroyable_vmms
    ON vmm (id)
    WHERE time_deleted IS NULL AND state IN ('destroyed', 'failed', 'saga_unwound');
