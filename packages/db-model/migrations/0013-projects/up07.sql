CREATE INDEX IF NOT EXISTS lookup_disk_by_project_and_id
    ON disk (project_id, id)
    WHERE time_deleted IS NULL;
