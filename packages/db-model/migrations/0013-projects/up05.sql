CREATE INDEX IF NOT EXISTS lookup_project_member_by_user
    ON project_member (user_id);
