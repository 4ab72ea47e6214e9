-- What somebody shows to be who they are. The secret itself is nowhere: only its SHA-256.
CREATE TABLE IF NOT EXISTS api_token (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    time_created timestamptz NOT NULL,
    -- Null: it does not expire.
    time_expires timestamptz,
    time_deleted timestamptz
);
