-- Who may see and do what there is in a project.
CREATE TABLE IF NOT EXISTS project_member (
    project_id uuid NOT NULL,
    user_id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    PRIMARY KEY (project_id, user_id)
);
