/* SPDX-License-Identifier: BSD-2-Clause */
/* The key `control` of the system, and what the monitor knows of it. */
#include <evm/control.h>
#include <evm/reserved.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

static bool has_line(const struct vm *vm)
{
    for (uint32_t i = 0; i < vm->grant_count; i++)
        for (unsigned j = 0; j < COUNT(evm_control_grants); j++)
            if (evm_grants_clash(&vm->grants[i], &evm_control_grants[j]))
                return true;
    return false;
}

void check_control(const struct check *check)
{
    const struct manifest *manifest = check->manifest;

    for (uint32_t i = 0; i < manifest->vm_count && manifest->control != CONTROL_NONE; i++)
        if (has_line(&manifest->vms[i]))
            diag_add(check->diag, manifest_place(manifest, -1, "control", -1),
                     "key 'control': vm '%s' has ports or the interrupt line of the second serial "
                     "line; take them from it, or remove 'control'",
                     manifest->vms[i].name);
}

/* The root components' places in an image are fixed. */
static void describe_roots(struct control_config *config)
{
    static const char *const names[] = {
        [EVM_BOOTER] = "booter",
        [EVM_SCHED] = "sched",
        [EVM_CONSOLE] = "console",
        [EVM_SUPERVISOR] = "supervisor",
    };

    for (unsigned i = 0; i < COUNT(names); i++) {
        snprintf(config->item[i].name, EVM_NAME, "%s", names[i]);
        config->item[i].kind = i;
    }
}

static void describe(const struct vm *vm, struct control_item *item)
{
    static const uint32_t kinds[GUESTS] = {
        [GUEST_LINUX] = EVM_LINUX, [GUEST_NATIVE] = EVM_NATIVE, [GUEST_NETBSD] = EVM_NETBSD};

    snprintf(item->name, sizeof(item->name), "%s", vm->name);
    item->kind = kinds[vm->guest];
    item->declared = vm->memory_bytes;
    item->priority = vm->cpu.urgency;
    item->weight = vm->cpu.weight;
    item->budget_us = vm->cpu.budget_us;
    item->period_us = vm->cpu.period_us;
}

void describe_to_monitor(const struct manifest *manifest)
{
    struct vm *monitor = NULL;

    for (uint32_t i = 0; i < manifest->vm_count; i++)
        monitor = manifest->vms[i].control ? &manifest->vms[i] : monitor;
    if (!monitor)
        return;
    monitor->config_name = CONTROL_CONFIG;
    struct control_config *config = buffer_extend(&monitor->config, sizeof(*config));

    config->version = CONTROL_VERSION;
    config->components = manifest_component(manifest->vm_count);
    describe_roots(config);
    for (uint32_t i = 0; i < manifest->vm_count; i++)
        describe(&manifest->vms[i], &config->item[manifest_component(i)]);
}
