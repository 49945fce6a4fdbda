/* SPDX-License-Identifier: BSD-2-Clause */
/* The key `control` of the system: the monitor, with the second serial line. */
#include <evm/control.h>
#include <evm/reserved.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

#define PRIORITY  SERVICE_PRIORITY /* it answers also when VMs take all of the CPU, */
#define BUDGET_US 500              /* and takes this of it at most */
#define PERIOD_US 10000
#define MEMORY    (16 << 10)

static const struct evm_grant line[] = {
    {EVM_GRANT_PORTS, 0, EVM_CONTROL_FIRST, EVM_CONTROL_LAST},
    {EVM_GRANT_IRQ, 0, EVM_CONTROL_IRQ, 0},
};

/* It ends by itself only if the machine lacks the line. */
static const struct restart often = {.policy = {EVM_RESTART_FAILURE, 10, 1000, 60000}};

static bool has_line(const struct vm *vm)
{
    for (uint32_t i = 0; i < vm->grant_count; i++)
        for (unsigned j = 0; j < COUNT(line); j++)
            if (evm_grants_clash(&vm->grants[i], &line[j]))
                return true;
    return false;
}

void check_control(const struct check *check)
{
    const struct manifest *manifest = check->manifest;

    for (uint32_t i = 0; i < manifest->vm_count && manifest->control != CONTROL_NONE; i++)
        if (has_line(&manifest->vms[i]))
            diag_add(check->diag, manifest_place(manifest, -1, "control", -1),
                     "key 'control': vm '%s' has ports 0x%x-0x%x or line %u, the second serial "
                     "line; take them from it, or remove 'control'",
                     manifest->vms[i].name, EVM_CONTROL_FIRST, EVM_CONTROL_LAST, EVM_CONTROL_IRQ);
}

void add_monitor(struct check *check)
{
    struct vm *vm = add_service(check, "machine", "control", "monitor", &often);

    vm->control = true;
    vm->critical = false;
    vm->cpu.urgency = PRIORITY;
    vm->cpu.budget_us = BUDGET_US;
    vm->cpu.period_us = PERIOD_US;
    vm->memory_bytes = MEMORY;
    for (unsigned i = 0; i < COUNT(line); i++)
        add_grant(check, line[i].type, line[i].slot, line[i].a, line[i].b);
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
