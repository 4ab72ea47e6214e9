CREATE TABLE IF NOT EXISTS instance (
    id uuid PRIMARY KEY,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 63),
    description text NOT NULL CHECK (char_length(description) <= 512),
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    project_id uuid NOT NULL,
    user_data bytea NOT NULL,
    ncpus int8 NOT NULL,
    -- Bytes.
    memory int8 NOT NULL,
    hostname text NOT NULL CHECK (char_length(hostname) BETWEEN 1 AND 63),
    boot_disk_id uuid,
    cpu_platform instance_cpu_platform,
    enable_jumbo_frames bool NOT NULL DEFAULT false,

    state instance_state NOT NULL,
    time_state_updated timestamptz NOT NULL,
    state_generation int8 NOT NULL,
    active_propolis_id uuid,
    target_propolis_id uuid,
    migration_id uuid,
    intended_state instance_intended_state NOT NULL,

    auto_restart_policy instance_auto_restart,
    auto_restart_cooldown interval,
    time_last_auto_restarted timestamptz,

    -- Who may change what an instance's VMMs led to: the saga that holds this lock.
    updater_id uuid,
    updater_gen int8 NOT NULL DEFAULT 0,

    CONSTRAINT vmm_iff_active_propolis CHECK ((state = 'vmm') = (active_propolis_id IS NOT NULL))
);
