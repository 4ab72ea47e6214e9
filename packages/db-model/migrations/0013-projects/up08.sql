CREATE INDEX IF NOT EXISTS lookup_affinity_group_by_project_and_id
    ON affinity_group (project_id, id)
    WHERE time_deleted IS NULL;
