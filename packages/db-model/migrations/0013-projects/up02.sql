CREATE UNIQUE INDEX IF NOT EXISTS lookup_project_by_owner
    ON project (owner_user_id, name)
    WHERE time_deleted IS NULL;
