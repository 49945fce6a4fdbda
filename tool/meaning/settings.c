/* SPDX-License-Identifier: BSD-2-Clause */
#include "settings.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/words.h"

static char *copy_of(const char *string)
{
    return string ? text("%s", string) : NULL;
}

static void add_flag(const struct about *about, const char *what, bool value)
{
    add_value(about, FACT_BEHAVIOUR, 0, what, text(value ? "yes" : "no"));
}

static void add_bytes(const struct about *about, const char *what, uint64_t bytes)
{
    if (bytes)
        add_value(about, FACT_RESOURCE, bytes, what, size_text(bytes));
}

static void add_number(const struct about *about, enum fact_class class, const char *what,
                       const char *unit, uint64_t number)
{
    if (number)
        add_value(about, class, class == FACT_RESOURCE ? number : 0, what,
                  text("%llu%s", (unsigned long long)number, unit));
}

/* Adds a list whose order counts as one fact. */
static void add_words(const struct about *about, const char *what, const struct strings *words)
{
    struct buffer whole = {0};

    for (uint32_t i = 0; i < words->count; i++)
        buffer_format(&whole, "%s%s", i ? " " : "", *words->item[i] ? words->item[i] : "\"\"");
    buffer_extend(&whole, 1);
    if (words->count)
        add_value(about, FACT_CONTENT, 0, what, text("%s", whole.data));
    buffer_free(&whole);
}

/* ---- VMs ------------------------------------------------------------------------------------- */

static void add_content(const struct about *about, const struct vm *vm)
{
    add_value(about, FACT_CONTENT, 0, "program", copy_of(vm->program));
    add_value(about, FACT_CONTENT, 0, "hostname", copy_of(vm->hostname));
    add_words(about, "run", &vm->run);
    add_words(about, "arguments", &vm->args);
    add_each(about, FACT_CONTENT, "feature", &vm->features);
    add_each(about, FACT_CONTENT, "component", &vm->components);
    add_each(about, FACT_CONTENT, "client", &vm->client);
    add_each(about, FACT_CONTENT, "environment", &vm->env);
    add_each(about, FACT_CONTENT, "parameter", &vm->params);
    add_each(about, FACT_CONTENT, "disk in the image", &vm->disk_images);
}

static void add_files(const struct about *about, const struct plan *plan)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        const struct plan_entry *entry = &plan->entries[i];
        char *what = text("file %s", entry->path);

        if (!S_ISDIR(entry->mode))
            add_value(about, FACT_CONTENT, 0, what,
                      S_ISLNK(entry->mode) ? text("to %s", entry->source) : text("%s", ""));
        free(what);
    }
}

static void add_ready(const struct about *about, const struct ready *ready)
{
    add_value(about, FACT_BEHAVIOUR, 0, "ready",
              text("%s", ready->ended     ? "when it has ended"
                         : ready->program ? "when its program says so"
                                          : "started"));
    add_value(about, FACT_BEHAVIOUR, 0, "ready with the file", copy_of(ready->file));
    add_number(about, FACT_BEHAVIOUR, "ready with the port", "", ready->port);
}

static void add_behaviour(const struct about *about, const struct vm *vm)
{
    add_flag(about, "critical", vm->critical);
    add_flag(about, "dormant", vm->dormant);
    add_flag(about, "service", vm->service);
    add_flag(about, "strict", vm->strict);
    add_flag(about, "spare", vm->spare);
    add_number(about, FACT_BEHAVIOUR, "watchdog", "ms", vm->watchdog_ms);
    add_restart(about, &vm->restart.policy);
    add_each(about, FACT_BEHAVIOUR, "after", &vm->after);
    add_ready(about, &vm->ready);
}

void add_vms(struct facts *facts, const struct system *system)
{
    static const char *const guests[GUESTS] = {
        [GUEST_LINUX] = "Linux", [GUEST_NATIVE] = "native", [GUEST_NETBSD] = "NetBSD"};
    const struct manifest *manifest = system->manifest;

    for (uint32_t i = 0; i < manifest->vm_count - manifest->service_count; i++) {
        const struct vm *vm = &manifest->vms[i];
        const struct about about = {facts, vm->name};
        char *what = text("a %s VM", guests[vm->guest]);

        add_value(&about, FACT_VM, 0, what, text("%s", ""));
        free(what);
        add_bytes(&about, "memory", vm->memory_bytes);
        add_bytes(&about, "stack", vm->stack_bytes);
        add_cpu(&about, &vm->cpu);
        add_content(&about, vm);
        add_files(&about, &system->plans[i]);
        add_behaviour(&about, vm);
    }
}

/* ---- Disks and switches ---------------------------------------------------------------------- */

static void add_disk(const struct about *about, const struct disk *disk)
{
    add_bytes(about, "size", disk->bytes);
    add_cpu(about, &disk->cpu);
    add_value(about, FACT_CONTENT, 0, "image", copy_of(disk->image));
    add_value(about, FACT_CONTENT, 0, "file system", copy_of(disk->fs));
    add_value(about, FACT_CONTENT, 0, "files", copy_of(disk->files));
    add_value(about, FACT_CONTENT, 0, "driver", copy_of(disk->driver));
    add_restart(about, &disk->restart.policy);
}

static void add_switch(const struct about *about, const struct netswitch *netswitch)
{
    add_number(about, FACT_RESOURCE, "mtu", "", netswitch->mtu_bytes);
    add_bytes(about, "queue", netswitch->queue_bytes);
    add_cpu(about, &netswitch->cpu);
    add_value(about, FACT_CONTENT, 0, "uplink", copy_of(netswitch->uplink));
    add_value(about, FACT_CONTENT, 0, "gateway", copy_of(netswitch->gateway));
    add_value(about, FACT_CONTENT, 0, "driver", copy_of(netswitch->driver));
    add_restart(about, &netswitch->restart.policy);
}

void add_disks_and_switches(struct facts *facts, const struct manifest *manifest)
{
    for (uint32_t i = 0; i < manifest->disk_count; i++) {
        char *subject = text("disk '%s'", manifest->disks[i].name);

        add_disk(&(struct about){facts, subject}, &manifest->disks[i]);
        free(subject);
    }
    for (uint32_t i = 0; i < manifest->switch_count; i++) {
        char *subject = text("switch '%s'", manifest->switches[i].name);

        add_switch(&(struct about){facts, subject}, &manifest->switches[i]);
        free(subject);
    }
}

/* ---- The system ------------------------------------------------------------------------------ */

void add_system(struct facts *facts, const struct manifest *manifest)
{
    static const char *const mitigations[EVM_MITIGATIONS] = {
        [EVM_MITIGATIONS_AUTO] = "auto",
        [EVM_MITIGATIONS_OFF] = "off",
        [EVM_MITIGATIONS_REQUIRED] = "required"};
    const struct about about = {facts, "the system"};

    add_bytes(&about, "memory", manifest->memory_bytes);
    add_value(&about, FACT_CONTENT, 0, "name", copy_of(manifest->system));
    add_value(&about, FACT_BEHAVIOUR, 0, "mitigations", copy_of(mitigations[manifest->mitigate]));
    add_number(&about, FACT_BEHAVIOUR, "scrub", "ms", manifest->scrub_ms);
    add_number(&about, FACT_BEHAVIOUR, "watchdog", "ms", manifest->board.time_ms);
    add_value(&about, FACT_BEHAVIOUR, 0, "disk for crash records", copy_of(manifest->crashes.disk));
}
