/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks the values of a manifest: names, sizes, ranges, references. rootfs/rootfs.c checks the
 * files of `root:`. */
#include <stdlib.h>
#include <string.h>

#include <cos/abi.h>
#include <cos/start.h>

#include "base/words.h"
#include "check.h"
#include "keys.h"
#include "linux/build.h"

#define SCRUB_MS_LEAST  100
#define SCRUB_MS_MOST   86400000
#define ROOT_COMPONENTS EVM_NATIVE /* kinds below it: one of each in every image */

static const char *const reserved[] = {"booter", "sched", "console", "supervisor"};

static void check_name(const struct check *check)
{
    const char *name = check->vm->name;

    if (!good_name(name, EVM_NAME - 1))
        diag_add(check->diag, place_of(check, "name", -1),
                 "vm '%s': bad name; expected at most %d letters, digits, '-' or '_', a letter or "
                 "digit first",
                 name, EVM_NAME - 1);
    if (!strcasecmp(name, "evm"))
        diag_add(check->diag, place_of(check, "name", -1),
                 "vm '%s': the name belongs to the supervisor, whose messages begin with [evm]; "
                 "choose another",
                 name);
    for (unsigned i = 0; i < COUNT(reserved); i++)
        if (!strcasecmp(name, reserved[i])) /* a name that people confuse with it is no better */
            diag_add(check->diag, place_of(check, "name", -1),
                     "vm '%s': the name belongs to a root component; choose another", name);
}

static void check_native(struct check *check)
{
    check_io(check);
    check_pci(check);
    check_dma(check);
    check_peers(check);
    check_uses(check);
    check_rng(check);
    check_link_count(check);
    if (check->vm->booter)
        add_grant(check, EVM_GRANT_BOOTER, 0, 0, 0);
}

static void check_features(struct check *check)
{
    const struct strings *wanted = &check->vm->features;
    struct strings known = {0};

    linux_features(&known);
    for (uint32_t i = 0; i < wanted->count; i++) {
        const char *feature = wanted->item[i], *near;
        struct place place = place_of(check, "features", i);

        if (strings_have(&known, feature))
            continue;
        near = nearest(feature, (const char *const *)known.item, known.count);
        if (near) {
            diag_add(check->diag, place, "vm '%s': feature '%s': unknown; did you mean '%s'?",
                     check->vm->name, feature, near);
            continue;
        }
        struct buffer list = {0};

        for (uint32_t j = 0; j < known.count; j++)
            buffer_format(&list, "%s%s", j ? ", " : "", known.item[j]);
        buffer_extend(&list, 1);
        diag_add(check->diag, place, "vm '%s': feature '%s': unknown; expected one of: %s",
                 check->vm->name, feature, list.data);
        buffer_free(&list);
    }
    strings_free(&known);
}

static void check_env(struct check *check)
{
    const struct strings *env = &check->vm->env;

    for (uint32_t i = 0; i < env->count; i++)
        if (!strchr(env->item[i], '=') || *env->item[i] == '=')
            bad_entry(check, "env", i, env->item[i], "NAME=VALUE");
}

/* Checks that the guest kernel has the driver that a key needs. */
static void check_driver(const struct check *check, const char *key, const char *feature,
                         uint32_t devices)
{
    if (devices && !strings_have(&check->vm->features, feature))
        diag_add(check->diag, place_of(check, key, -1),
                 "vm '%s': key '%s' needs the feature '%s'; add it to 'features'", check->vm->name,
                 strcmp(key, "net") ? "disks" : key, feature);
}

static void check_ipv6(const struct check *check)
{
    for (uint32_t i = 0; i < check->vm->interface_count; i++)
        if (check->vm->interfaces[i].prefix6 && !strings_have(&check->vm->features, "ipv6")) {
            diag_add(check->diag, place_of(check, "net", -1),
                     "vm '%s': key 'address6' needs the feature 'ipv6'; add it to 'features'",
                     check->vm->name);
            return;
        }
}

static void check_linux(struct check *check)
{
    check_features(check);
    check_env(check);
    check_ports_of(check);
    check_used_disks(check);
    check_rng(check);
    check_link_count(check);
    check_driver(check, "net", "eth", check->vm->interface_count);
    check_ipv6(check);
    check_driver(check, "used_names", "disk", check->vm->used_names.count);
}

static void check_vm(struct check *check)
{
    struct vm *vm = check->vm;
    char *where = text("vm '%s': ", vm->name);

    check_name(check);
    check_cpu(check, &(struct item){"vms", check->index, where}, &vm->cpu);
    check_watchdog(check);
    vm->restart.policy.when = vm->restart.backoff || vm->restart.max ? EVM_RESTART_FAILURE
                                                                     : EVM_RESTART_NEVER;
    if (vm->lends_net || vm->lends_disk)
        vm->restart.policy = service_restart;
    check_restart(check, &(struct item){"vms", check->index, where}, &vm->restart);
    if (vm->dormant && vm->restart.policy.when != EVM_RESTART_NEVER)
        diag_add(
            check->diag, place_of(check, "restart", -1),
            "vm '%s': key 'restart': a dormant VM starts when another VM asks the booter for it; "
            "remove 'restart' or 'dormant'",
            vm->name);
    check_order(check);
    if (vm->guest == GUEST_LINUX)
        check_linux(check);
    else if (vm->guest == GUEST_NATIVE)
        check_native(check);
    else if (vm->guest == GUEST_NETBSD)
        check_netbsd(check);
    free(where);
}

/* Checks the number of components: one for each VM, one or two for each disk and switch, one for
 * `rng`, `watchdog`, `crashes` and `control` each, and one for devices. */
static void check_component_count(const struct check *check)
{
    const struct manifest *manifest = check->manifest;
    uint32_t most = EVM_COMPONENTS - ROOT_COMPONENTS, services = 0;

    for (uint32_t i = 0; i < manifest->disk_count; i++)
        services += !manifest->disks[i].driver + manifest->disks[i].shared;
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        services += manifest->switches[i].uplink && !manifest->switches[i].driver ? 2 : 1;
    services += rng_wanted(manifest) + manifest->board.given + devices_wanted(manifest) +
                !!manifest->crashes.disk + (manifest->control != CONTROL_NONE);
    if (manifest->vm_count > most)
        diag_add(check->diag, manifest_place(manifest, most, "name", -1),
                 "key 'vms': %u VMs; expected at most %u", manifest->vm_count, most);
    else if (manifest->vm_count + services > most)
        diag_add(check->diag, manifest_place(manifest, -1, "vms", -1),
                 "key 'vms': %u VMs, and %u components for disks, switches, 'rng', 'watchdog', "
                 "'crashes', 'control' and devices; expected at most %u together",
                 manifest->vm_count, services, most);
}

static void check_scrub(const struct check *check)
{
    struct manifest *manifest = check->manifest;
    uint64_t ms = 0;

    if (manifest->scrub &&
        (!parse_time(manifest->scrub, &ms) || ms < SCRUB_MS_LEAST || ms > SCRUB_MS_MOST))
        diag_add(check->diag, manifest_place(manifest, -1, "scrub", -1),
                 "key 'scrub': '%s' is wrong; expected " SCRUB_VALUES ", from 100ms to 24h",
                 manifest->scrub);
    manifest->scrub_ms = ms;
}

void manifest_check(struct manifest *manifest, struct diag *diag)
{
    struct check check = {.manifest = manifest, .diag = diag};

    if (manifest->system && !good_name(manifest->system, EVM_NAME - 1))
        diag_add(diag, manifest_place(manifest, -1, "system", -1),
                 "key 'system': '%s' is a bad name; expected at most %d letters, digits, '-' or "
                 "'_', a letter or digit first",
                 manifest->system, EVM_NAME - 1);
    check_system_dma(&check);
    check_board(&check);
    check_scrub(&check);
    check_system_disks(&check);
    check_component_count(&check);
    check_switches(&check);
    for (check.index = 0; check.index < manifest->vm_count; check.index++) {
        check.vm = &manifest->vms[check.index];
        check_program(&check);
    }
    for (check.index = 0; check.index < manifest->vm_count; check.index++) {
        check.vm = &manifest->vms[check.index];
        check_vm(&check);
    }
    check_crashes(&check);
    check_control(&check);
    check_unused_disks(&check);
    check_circles(&check);
    if (!diag->count) {
        choose_urgency(manifest);
        check_payers(&check);
        check_budgets(&check);
    }
    if (!diag->count)
        add_services(&check);
}
