-- The schema after all migrations. Written from them by scripts/write-schema.ts, never by hand:
-- the migrations say why it is so, and a test that both make the same database.

CREATE TYPE affinity_policy AS ENUM (
    'fail',
    'allow'
);

CREATE TYPE api_role AS ENUM (
    'user',
    'operator'
);

CREATE TYPE disk_state AS ENUM (
    'creating',
    'detached',
    'attaching',
    'attached',
    'detaching',
    'faulted',
    'destroyed'
);

CREATE TYPE disk_type AS ENUM (
    'crucible',
    'local_storage'
);

CREATE TYPE external_ip_kind AS ENUM (
    'snat',
    'ephemeral',
    'floating'
);

CREATE TYPE failure_domain AS ENUM (
    'sled'
);

CREATE TYPE instance_auto_restart AS ENUM (
    'never',
    'best_effort'
);

CREATE TYPE instance_cpu_platform AS ENUM (
    'amd_milan',
    'amd_turin',
    'amd_turin_v2'
);

CREATE TYPE instance_intended_state AS ENUM (
    'running',
    'stopped',
    'guest_shutdown',
    'destroyed'
);

CREATE TYPE instance_state AS ENUM (
    'creating',
    'no_vmm',
    'vmm',
    'failed',
    'destroyed'
);

CREATE TYPE migration_state AS ENUM (
    'pending',
    'in_progress',
    'failed',
    'completed'
);

CREATE TYPE physical_disk_kind AS ENUM (
    'm2',
    'u2'
);

CREATE TYPE physical_disk_policy AS ENUM (
    'in_service',
    'expunged'
);

CREATE TYPE physical_disk_state AS ENUM (
    'active',
    'decommissioned'
);

CREATE TYPE saga_engine AS ENUM (
    'journal',
    'dbos'
);

CREATE TYPE saga_state AS ENUM (
    'running',
    'unwinding',
    'stuck',
    'parked',
    'done',
    'unwound',
    'abandoned'
);

CREATE TYPE sled_cpu_family AS ENUM (
    'unknown',
    'amd_milan',
    'amd_turin',
    'amd_turin_dense'
);

CREATE TYPE sled_policy AS ENUM (
    'in_service',
    'no_provision',
    'expunged'
);

CREATE TYPE sled_resource_vmm_state AS ENUM (
    'tombstoned',
    'active',
    'target'
);

CREATE TYPE sled_state AS ENUM (
    'active',
    'decommissioned'
);

CREATE TYPE start_attempt_code AS ENUM (
    'no_capacity',
    'required_sled_unavailable',
    'too_many_required_sleds',
    'contradictory_groups',
    'local_disks_on_several_sleds',
    'too_few_distinct_disks',
    'quota_exceeded',
    'sled_refused',
    'vmm_vanished',
    'instance_changed',
    'cancelled',
    'internal'
);

CREATE TYPE start_attempt_fault AS ENUM (
    'user',
    'capacity',
    'system'
);

CREATE TYPE start_attempt_origin AS ENUM (
    'user',
    'auto_start',
    'auto_restart'
);

CREATE TYPE start_attempt_outcome AS ENUM (
    'succeeded',
    'failed'
);

CREATE TYPE start_attempt_transience AS ENUM (
    'transient',
    'permanent'
);

CREATE TYPE vmm_cpu_platform AS ENUM (
    'sled_default',
    'amd_milan',
    'amd_turin',
    'amd_turin_v2'
);

CREATE TYPE vmm_failure_reason AS ENUM (
    'prehistoric',
    'from_sled_agent',
    'no_such_instance',
    'sled_expunged',
    'sled_off',
    'zone_gone',
    'propolis_lost_instance',
    'setup_failed'
);

CREATE TYPE vmm_state AS ENUM (
    'creating',
    'starting',
    'running',
    'stopping',
    'stopped',
    'rebooting',
    'migrating',
    'failed',
    'destroyed',
    'saga_unwound'
);

CREATE TABLE affinity_group (
    id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    project_id uuid NOT NULL,
    policy affinity_policy NOT NULL,
    failure_domain failure_domain NOT NULL,
    CONSTRAINT affinity_group_pkey PRIMARY KEY (id),
    CONSTRAINT affinity_group_description_check CHECK ((char_length(description) <= 512)),
    CONSTRAINT affinity_group_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 63)))
);
CREATE UNIQUE INDEX lookup_affinity_group_by_project ON affinity_group USING btree (project_id, name) WHERE (time_deleted IS NULL);
CREATE INDEX lookup_affinity_group_by_project_and_id ON affinity_group USING btree (project_id, id) WHERE (time_deleted IS NULL);

CREATE TABLE affinity_group_instance_membership (
    group_id uuid NOT NULL,
    instance_id uuid NOT NULL,
    CONSTRAINT affinity_group_instance_membership_pkey PRIMARY KEY (group_id, instance_id)
);
CREATE INDEX lookup_affinity_group_instance_membership_by_instance ON affinity_group_instance_membership USING btree (instance_id);

CREATE TABLE anti_affinity_group (
    id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    project_id uuid NOT NULL,
    policy affinity_policy NOT NULL,
    failure_domain failure_domain NOT NULL,
    CONSTRAINT anti_affinity_group_pkey PRIMARY KEY (id),
    CONSTRAINT anti_affinity_group_description_check CHECK ((char_length(description) <= 512)),
    CONSTRAINT anti_affinity_group_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 63)))
);
CREATE UNIQUE INDEX lookup_anti_affinity_group_by_project ON anti_affinity_group USING btree (project_id, name) WHERE (time_deleted IS NULL);
CREATE INDEX lookup_anti_affinity_group_by_project_and_id ON anti_affinity_group USING btree (project_id, id) WHERE (time_deleted IS NULL);

CREATE TABLE anti_affinity_group_instance_membership (
    group_id uuid NOT NULL,
    instance_id uuid NOT NULL,
    CONSTRAINT anti_affinity_group_instance_membership_pkey PRIMARY KEY (group_id, instance_id)
);
CREATE INDEX lookup_anti_affinity_group_instance_membership_by_instance ON anti_affinity_group_instance_membership USING btree (instance_id);

CREATE TABLE api_token (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    hash bytea NOT NULL,
    time_created timestamptz NOT NULL,
    time_expires timestamptz,
    time_deleted timestamptz,
    CONSTRAINT api_token_pkey PRIMARY KEY (id),
    CONSTRAINT api_token_hash_check CHECK ((length(hash) = 32))
);
CREATE UNIQUE INDEX lookup_api_token_by_hash ON api_token USING btree (hash);
CREATE INDEX lookup_api_token_by_user ON api_token USING btree (user_id) WHERE (time_deleted IS NULL);

CREATE TABLE api_user (
    id uuid NOT NULL,
    name text NOT NULL,
    role api_role NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    CONSTRAINT api_user_pkey PRIMARY KEY (id),
    CONSTRAINT api_user_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 63)))
);
CREATE UNIQUE INDEX lookup_api_user_by_name ON api_user USING btree (name) WHERE (time_deleted IS NULL);

CREATE TABLE crucible_dataset (
    id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    pool_id uuid NOT NULL,
    size_used int8 NOT NULL,
    no_provision bool NOT NULL,
    CONSTRAINT crucible_dataset_pkey PRIMARY KEY (id)
);
CREATE INDEX lookup_crucible_dataset_by_pool ON crucible_dataset USING btree (pool_id) WHERE (time_deleted IS NULL);

CREATE TABLE disk (
    id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    project_id uuid NOT NULL,
    disk_type disk_type NOT NULL,
    disk_state disk_state NOT NULL,
    time_state_updated timestamptz NOT NULL,
    state_generation int8 NOT NULL,
    attach_instance_id uuid,
    slot int2,
    size int8 NOT NULL,
    block_size int4 NOT NULL,
    read_only bool NOT NULL DEFAULT false,
    image_id uuid,
    snapshot_id uuid,
    CONSTRAINT disk_pkey PRIMARY KEY (id),
    CONSTRAINT disk_block_size_check CHECK ((block_size = ANY (ARRAY[512, 2048, 4096]))),
    CONSTRAINT disk_description_check CHECK ((char_length(description) <= 512)),
    CONSTRAINT disk_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 63))),
    CONSTRAINT disk_size_check CHECK ((size > 0)),
    CONSTRAINT disk_slot_check CHECK (((slot >= 0) AND (slot <= 11))),
    CONSTRAINT slot_only_if_attached CHECK (((slot IS NULL) OR (attach_instance_id IS NOT NULL)))
);
CREATE UNIQUE INDEX lookup_disk_by_instance_and_slot ON disk USING btree (attach_instance_id, slot) WHERE ((attach_instance_id IS NOT NULL) AND (time_deleted IS NULL));
CREATE UNIQUE INDEX lookup_disk_by_project ON disk USING btree (project_id, name) WHERE (time_deleted IS NULL);
CREATE INDEX lookup_disk_by_project_and_id ON disk USING btree (project_id, id) WHERE (time_deleted IS NULL);

CREATE TABLE disk_type_local_storage (
    disk_id uuid NOT NULL,
    required_dataset_overhead int8 NOT NULL,
    local_storage_dataset_allocation_id uuid,
    local_storage_unencrypted_dataset_allocation_id uuid,
    CONSTRAINT disk_type_local_storage_pkey PRIMARY KEY (disk_id),
    CONSTRAINT one_kind_of_allocation CHECK (((local_storage_dataset_allocation_id IS NULL) OR (local_storage_unencrypted_dataset_allocation_id IS NULL)))
);

CREATE TABLE external_ip (
    id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    project_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    instance_id uuid,
    kind external_ip_kind NOT NULL,
    ip inet NOT NULL,
    CONSTRAINT external_ip_pkey PRIMARY KEY (id),
    CONSTRAINT only_floating_without_instance CHECK (((kind = 'floating'::external_ip_kind) OR (instance_id IS NOT NULL)))
);
CREATE INDEX lookup_external_ip_by_instance ON external_ip USING btree (instance_id) WHERE ((instance_id IS NOT NULL) AND (time_deleted IS NULL));
CREATE UNIQUE INDEX single_live_external_ip ON external_ip USING btree (ip) WHERE (time_deleted IS NULL);

CREATE TABLE instance (
    id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    project_id uuid NOT NULL,
    user_data bytea NOT NULL,
    ncpus int8 NOT NULL,
    memory int8 NOT NULL,
    hostname text NOT NULL,
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
    updater_id uuid,
    updater_gen int8 NOT NULL DEFAULT 0,
    CONSTRAINT instance_pkey PRIMARY KEY (id),
    CONSTRAINT instance_description_check CHECK ((char_length(description) <= 512)),
    CONSTRAINT instance_hostname_check CHECK (((char_length(hostname) >= 1) AND (char_length(hostname) <= 63))),
    CONSTRAINT instance_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 63))),
    CONSTRAINT vmm_iff_active_propolis CHECK (((state = 'vmm'::instance_state) = (active_propolis_id IS NOT NULL)))
);
CREATE UNIQUE INDEX lookup_instance_by_project ON instance USING btree (project_id, name) WHERE (time_deleted IS NULL);
CREATE INDEX lookup_instance_by_project_and_id ON instance USING btree (project_id, id) WHERE (time_deleted IS NULL);
CREATE INDEX lookup_instances_to_restart ON instance USING btree (id) WHERE ((time_deleted IS NULL) AND (state = 'failed'::instance_state) AND (intended_state = 'running'::instance_intended_state));
CREATE INDEX lookup_migrating_instances ON instance USING btree (id) WHERE ((time_deleted IS NULL) AND (migration_id IS NOT NULL));

CREATE TABLE instance_event (
    instance_id uuid NOT NULL,
    sequence int8 NOT NULL,
    time timestamptz NOT NULL,
    kind text NOT NULL,
    data jsonb NOT NULL,
    detail text,
    CONSTRAINT instance_event_pkey PRIMARY KEY (instance_id, sequence),
    CONSTRAINT instance_event_sequence_check CHECK ((sequence > 0))
);

CREATE TABLE ip_pool_range (
    id uuid NOT NULL,
    pool_id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    first_address inet NOT NULL,
    last_address inet NOT NULL,
    CONSTRAINT ip_pool_range_pkey PRIMARY KEY (id),
    CONSTRAINT range_has_addresses CHECK (((family(first_address) = family(last_address)) AND (first_address <= last_address)))
);
CREATE INDEX lookup_ip_pool_range_by_pool ON ip_pool_range USING btree (pool_id, first_address) WHERE (time_deleted IS NULL);

CREATE TABLE local_storage_dataset_allocation (
    id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_deleted timestamptz,
    local_storage_dataset_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    sled_id uuid NOT NULL,
    dataset_size int8 NOT NULL,
    CONSTRAINT local_storage_dataset_allocation_pkey PRIMARY KEY (id)
);

CREATE TABLE local_storage_unencrypted_dataset_allocation (
    id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_deleted timestamptz,
    local_storage_unencrypted_dataset_id uuid NOT NULL,
    pool_id uuid NOT NULL,
    sled_id uuid NOT NULL,
    dataset_size int8 NOT NULL,
    CONSTRAINT local_storage_unencrypted_dataset_allocation_pkey PRIMARY KEY (id)
);

CREATE TABLE migration (
    id uuid NOT NULL,
    instance_id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_deleted timestamptz,
    source_state migration_state NOT NULL,
    source_propolis_id uuid NOT NULL,
    source_gen int8 NOT NULL DEFAULT 1,
    time_source_updated timestamptz,
    target_state migration_state NOT NULL,
    target_propolis_id uuid NOT NULL,
    target_gen int8 NOT NULL DEFAULT 1,
    time_target_updated timestamptz,
    CONSTRAINT migration_pkey PRIMARY KEY (id)
);
CREATE INDEX lookup_migrations_by_instance_id ON migration USING btree (instance_id);
CREATE INDEX lookup_migrations_by_time_created ON migration USING btree (time_created);

CREATE TABLE network_interface (
    id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    instance_id uuid NOT NULL,
    subnet_id uuid NOT NULL,
    slot int2 NOT NULL,
    ip inet NOT NULL,
    mac text NOT NULL,
    is_primary bool NOT NULL,
    CONSTRAINT network_interface_pkey PRIMARY KEY (id),
    CONSTRAINT network_interface_description_check CHECK ((char_length(description) <= 512)),
    CONSTRAINT network_interface_mac_check CHECK ((char_length(mac) = 17)),
    CONSTRAINT network_interface_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 63))),
    CONSTRAINT network_interface_slot_check CHECK (((slot >= 0) AND (slot <= 7)))
);
CREATE UNIQUE INDEX lookup_network_interface_by_instance_and_name ON network_interface USING btree (instance_id, name) WHERE (time_deleted IS NULL);
CREATE UNIQUE INDEX lookup_network_interface_by_instance_and_slot ON network_interface USING btree (instance_id, slot) WHERE (time_deleted IS NULL);
CREATE UNIQUE INDEX lookup_network_interface_by_subnet_and_ip ON network_interface USING btree (subnet_id, ip) WHERE (time_deleted IS NULL);
CREATE UNIQUE INDEX lookup_network_interface_by_subnet_and_mac ON network_interface USING btree (subnet_id, mac) WHERE (time_deleted IS NULL);
CREATE UNIQUE INDEX single_primary_network_interface ON network_interface USING btree (instance_id) WHERE (is_primary AND (time_deleted IS NULL));

CREATE TABLE physical_disk (
    id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    vendor text NOT NULL,
    serial text NOT NULL,
    model text NOT NULL,
    variant physical_disk_kind NOT NULL,
    disk_policy physical_disk_policy NOT NULL,
    disk_state physical_disk_state NOT NULL,
    sled_id uuid NOT NULL,
    CONSTRAINT physical_disk_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX commissioned_physical_disk_uniqueness ON physical_disk USING btree (vendor, serial, model) WHERE ((disk_state <> 'decommissioned'::physical_disk_state) AND (time_deleted IS NULL));
CREATE INDEX lookup_physical_disk_by_sled ON physical_disk USING btree (sled_id) WHERE (time_deleted IS NULL);

CREATE TABLE project (
    id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    owner_user_id uuid NOT NULL,
    default_ipv4_subnet_id uuid NOT NULL,
    default_ipv6_subnet_id uuid NOT NULL,
    CONSTRAINT project_pkey PRIMARY KEY (id),
    CONSTRAINT project_description_check CHECK ((char_length(description) <= 512)),
    CONSTRAINT project_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 63)))
);
CREATE INDEX lookup_project_by_name ON project USING btree (name, id) WHERE (time_deleted IS NULL);
CREATE UNIQUE INDEX lookup_project_by_owner ON project USING btree (owner_user_id, name) WHERE (time_deleted IS NULL);

CREATE TABLE project_member (
    project_id uuid NOT NULL,
    user_id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    CONSTRAINT project_member_pkey PRIMARY KEY (project_id, user_id)
);
CREATE INDEX lookup_project_member_by_user ON project_member USING btree (user_id);

CREATE TABLE rendezvous_local_storage_dataset (
    id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_tombstoned timestamptz,
    blueprint_id_when_created uuid NOT NULL,
    blueprint_id_when_tombstoned uuid,
    pool_id uuid NOT NULL,
    size_used int8 NOT NULL,
    no_provision bool NOT NULL,
    CONSTRAINT rendezvous_local_storage_dataset_pkey PRIMARY KEY (id),
    CONSTRAINT tombstoned_consistency CHECK (((time_tombstoned IS NULL) = (blueprint_id_when_tombstoned IS NULL)))
);
CREATE INDEX lookup_local_storage_dataset_by_pool ON rendezvous_local_storage_dataset USING btree (pool_id) WHERE (time_tombstoned IS NULL);

CREATE TABLE rendezvous_local_storage_unencrypted_dataset (
    id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_tombstoned timestamptz,
    blueprint_id_when_created uuid NOT NULL,
    blueprint_id_when_tombstoned uuid,
    pool_id uuid NOT NULL,
    size_used int8 NOT NULL,
    no_provision bool NOT NULL,
    CONSTRAINT rendezvous_local_storage_unencrypted_dataset_pkey PRIMARY KEY (id),
    CONSTRAINT tombstoned_consistency CHECK (((time_tombstoned IS NULL) = (blueprint_id_when_tombstoned IS NULL)))
);
CREATE INDEX lookup_local_storage_unencrypted_dataset_by_pool ON rendezvous_local_storage_unencrypted_dataset USING btree (pool_id) WHERE (time_tombstoned IS NULL);

CREATE TABLE saga (
    id uuid NOT NULL,
    engine saga_engine NOT NULL,
    name text NOT NULL,
    subject text,
    dag jsonb NOT NULL,
    params jsonb NOT NULL,
    state saga_state NOT NULL,
    owner text,
    owner_token int8 NOT NULL DEFAULT 0,
    cancel_reason text,
    outcome jsonb,
    parked_code text,
    parked_reason text,
    time_created timestamptz NOT NULL,
    time_updated timestamptz NOT NULL,
    time_rested timestamptz,
    CONSTRAINT saga_pkey PRIMARY KEY (id),
    CONSTRAINT outcome_iff_at_rest CHECK (((outcome IS NOT NULL) = (state = ANY (ARRAY['stuck'::saga_state, 'done'::saga_state, 'unwound'::saga_state, 'abandoned'::saga_state])))),
    CONSTRAINT owned_only_under_way CHECK (((owner IS NULL) OR (state = ANY (ARRAY['running'::saga_state, 'unwinding'::saga_state])))),
    CONSTRAINT parked_iff_reason CHECK ((((parked_code IS NOT NULL) = (state = 'parked'::saga_state)) AND ((parked_code IS NULL) = (parked_reason IS NULL)))),
    CONSTRAINT rested_iff_not_under_way CHECK (((time_rested IS NULL) = (state = ANY (ARRAY['running'::saga_state, 'unwinding'::saga_state])))),
    CONSTRAINT saga_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 128))),
    CONSTRAINT saga_owner_token_check CHECK ((owner_token >= 0))
);
CREATE INDEX lookup_sagas_by_owner ON saga USING btree (owner) WHERE (owner IS NOT NULL);
CREATE INDEX lookup_sagas_by_state ON saga USING btree (state, time_created, id);
CREATE INDEX lookup_sagas_by_subject ON saga USING btree (subject, time_created, id) WHERE (subject IS NOT NULL);
CREATE INDEX lookup_sagas_by_time ON saga USING btree (time_created, id);
CREATE INDEX lookup_sagas_under_way ON saga USING btree (engine, time_created, id) WHERE (state = ANY (ARRAY['running'::saga_state, 'unwinding'::saga_state, 'parked'::saga_state]));

CREATE TABLE saga_event (
    saga_id uuid NOT NULL,
    node text NOT NULL,
    slot text NOT NULL,
    event jsonb NOT NULL,
    owner_token int8 NOT NULL,
    time timestamptz NOT NULL,
    CONSTRAINT saga_event_pkey PRIMARY KEY (saga_id, node, slot)
);

CREATE TABLE saga_executor (
    id text NOT NULL,
    engine saga_engine NOT NULL,
    host text NOT NULL,
    process_id int4 NOT NULL,
    time_started timestamptz NOT NULL,
    lease_until timestamptz NOT NULL,
    CONSTRAINT saga_executor_pkey PRIMARY KEY (id)
);

CREATE TABLE sled (
    id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    rack_id uuid NOT NULL,
    serial_number text NOT NULL,
    part_number text NOT NULL,
    revision int8 NOT NULL,
    ip inet NOT NULL,
    port int4 NOT NULL,
    last_used_address inet NOT NULL,
    usable_hardware_threads int8 NOT NULL,
    usable_physical_ram int8 NOT NULL,
    reservoir_size int8 NOT NULL,
    cpu_family sled_cpu_family NOT NULL,
    sled_policy sled_policy NOT NULL,
    sled_state sled_state NOT NULL,
    evacuating bool NOT NULL DEFAULT false,
    sled_agent_gen int8 NOT NULL DEFAULT 1,
    CONSTRAINT sled_pkey PRIMARY KEY (id),
    CONSTRAINT reservoir_lt_usable_physical_ram CHECK ((reservoir_size < usable_physical_ram)),
    CONSTRAINT sled_port_check CHECK (((port >= 0) AND (port <= 65535))),
    CONSTRAINT sled_usable_hardware_threads_check CHECK (((usable_hardware_threads >= 0) AND (usable_hardware_threads <= '4294967295'::bigint)))
);
CREATE UNIQUE INDEX commissioned_sled_uniqueness ON sled USING btree (serial_number, part_number) WHERE (sled_state <> 'decommissioned'::sled_state);
CREATE INDEX lookup_sleds_by_policy_and_state ON sled USING btree (sled_policy, sled_state);

CREATE TABLE sled_resource_vmm (
    id uuid NOT NULL,
    sled_id uuid NOT NULL,
    hardware_threads int8 NOT NULL,
    rss_ram int8 NOT NULL,
    reservoir_ram int8 NOT NULL,
    instance_id uuid,
    state sled_resource_vmm_state NOT NULL,
    CONSTRAINT sled_resource_vmm_pkey PRIMARY KEY (id)
);
CREATE INDEX lookup_vmm_resource_by_instance ON sled_resource_vmm USING btree (instance_id);
CREATE UNIQUE INDEX lookup_vmm_resource_by_sled ON sled_resource_vmm USING btree (sled_id, id);
CREATE UNIQUE INDEX single_vmm_reservation_per_state ON sled_resource_vmm USING btree (instance_id, state) WHERE (state <> 'tombstoned'::sled_resource_vmm_state);

CREATE TABLE start_attempt (
    id uuid NOT NULL,
    instance_id uuid NOT NULL,
    origin start_attempt_origin NOT NULL,
    request_id text,
    time_started timestamptz NOT NULL,
    time_finished timestamptz,
    outcome start_attempt_outcome,
    code start_attempt_code,
    fault start_attempt_fault,
    transience start_attempt_transience,
    message text,
    hint text,
    counts jsonb,
    detail text,
    vmm_id uuid,
    rejected_sleds jsonb,
    CONSTRAINT start_attempt_pkey PRIMARY KEY (id),
    CONSTRAINT explanation_only_if_failed CHECK (((code IS NOT NULL) OR ((hint IS NULL) AND (counts IS NULL) AND (detail IS NULL)))),
    CONSTRAINT failed_iff_explained CHECK (((((outcome IS NOT NULL) AND (outcome = 'failed'::start_attempt_outcome)) = (code IS NOT NULL)) AND ((code IS NULL) = (fault IS NULL)) AND ((code IS NULL) = (transience IS NULL)) AND ((code IS NULL) = (message IS NULL)))),
    CONSTRAINT finished_iff_outcome CHECK (((time_finished IS NULL) = (outcome IS NULL)))
);
CREATE INDEX lookup_start_attempts_by_instance ON start_attempt USING btree (instance_id, time_started, id);
CREATE INDEX lookup_start_attempts_by_time ON start_attempt USING btree (time_started, id);
CREATE UNIQUE INDEX single_open_start_attempt ON start_attempt USING btree (instance_id) WHERE (outcome IS NULL);

CREATE TABLE virtual_provisioning_collection (
    id uuid NOT NULL,
    cpus_provisioned int8 NOT NULL DEFAULT 0,
    ram_provisioned int8 NOT NULL DEFAULT 0,
    cpus_limit int8,
    ram_limit int8,
    CONSTRAINT virtual_provisioning_collection_pkey PRIMARY KEY (id),
    CONSTRAINT virtual_provisioning_collection_cpus_limit_check CHECK ((cpus_limit >= 0)),
    CONSTRAINT virtual_provisioning_collection_cpus_provisioned_check CHECK ((cpus_provisioned >= 0)),
    CONSTRAINT virtual_provisioning_collection_ram_limit_check CHECK ((ram_limit >= 0)),
    CONSTRAINT virtual_provisioning_collection_ram_provisioned_check CHECK ((ram_provisioned >= 0))
);

CREATE TABLE virtual_provisioning_resource (
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    cpus int8 NOT NULL,
    ram int8 NOT NULL,
    CONSTRAINT virtual_provisioning_resource_pkey PRIMARY KEY (id),
    CONSTRAINT virtual_provisioning_resource_cpus_check CHECK ((cpus >= 0)),
    CONSTRAINT virtual_provisioning_resource_ram_check CHECK ((ram >= 0))
);
CREATE INDEX lookup_virtual_provisioning_resource_by_project ON virtual_provisioning_resource USING btree (project_id);

CREATE TABLE vmm (
    id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_deleted timestamptz,
    instance_id uuid NOT NULL,
    time_state_updated timestamptz NOT NULL,
    state_generation int8 NOT NULL,
    sled_id uuid NOT NULL,
    propolis_ip inet NOT NULL,
    propolis_port int4 NOT NULL DEFAULT 12400,
    state vmm_state NOT NULL,
    cpu_platform vmm_cpu_platform NOT NULL,
    failure_reason vmm_failure_reason,
    failure_detail text,
    CONSTRAINT vmm_pkey PRIMARY KEY (id),
    CONSTRAINT failure_detail_only_with_reason CHECK (((failure_detail IS NULL) OR (failure_reason IS NOT NULL))),
    CONSTRAINT failure_reason_if_failed CHECK (((state <> 'failed'::vmm_state) OR (failure_reason IS NOT NULL))),
    CONSTRAINT vmm_propolis_port_check CHECK (((propolis_port >= 0) AND (propolis_port <= 65535)))
);
CREATE INDEX lookup_destroyable_vmms ON vmm USING btree (id) WHERE ((time_deleted IS NULL) AND (state = ANY (ARRAY['destroyed'::vmm_state, 'failed'::vmm_state, 'saga_unwound'::vmm_state])));
CREATE INDEX lookup_vmms_by_instance_id ON vmm USING btree (instance_id) WHERE (time_deleted IS NULL);
CREATE INDEX lookup_vmms_by_sled_and_id ON vmm USING btree (sled_id, id) WHERE (time_deleted IS NULL);
CREATE INDEX lookup_vmms_by_sled_id ON vmm USING btree (sled_id) WHERE (time_deleted IS NULL);
CREATE INDEX lookup_vmms_by_state ON vmm USING btree (state, id) WHERE (time_deleted IS NULL);

CREATE TABLE zpool (
    id uuid NOT NULL,
    time_created timestamptz NOT NULL,
    time_modified timestamptz NOT NULL,
    time_deleted timestamptz,
    sled_id uuid NOT NULL,
    physical_disk_id uuid NOT NULL,
    control_plane_storage_buffer int8 NOT NULL,
    total_size int8,
    CONSTRAINT zpool_pkey PRIMARY KEY (id)
);
CREATE INDEX lookup_zpool_by_sled ON zpool USING btree (sled_id) WHERE (time_deleted IS NULL);
