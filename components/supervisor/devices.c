/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The component `devices` finds, checks and stops the devices of all others (device_work.h). The
 * supervisor never waits for it: while it is away, or slow, the booter answers EBUSY to the
 * supervisor, which tries again.
 */
#include "common.h"

#include <booter.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <device_work.h>

#define ANSWER_US 10000000
#define TEXT      240 /* most characters of a phrase */

static const struct evm_grant *grants_of(uint64_t id)
{
    return (const struct evm_grant *)(COS_IMAGE + image()->grants) + component(id)->grant_first;
}

static uint64_t devices_id(void)
{
    uint64_t last = image()->component_count - 1;

    return component(last)->flags & EVM_DEVICES ? last : EVM_BOOTER;
}

static bool has_devices(uint64_t id)
{
    for (uint32_t i = 0; i < component(id)->grant_count; i++)
        if (grants_of(id)[i].type == EVM_GRANT_PCI || grants_of(id)[i].type == EVM_GRANT_MMIO)
            return true;
    return false;
}

void devices_begin(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        if ((!has_devices(id) && component(id)->after == 0) || component(id)->flags & EVM_DORMANT)
            continue;
        lives[id].first = true;
        lives[id].start_status = STATUS_ABSENT;
        life_step(&lives[id], LIFE_PAUSE);
        mark_busy(id);
    }
}

/* ---- Refusals ---- */

static bool read_word(uint64_t address, uint64_t *word)
{
    return cos_peek(SUPERVISOR_SLOT_PT(devices_id()), address, word) == 0;
}

/* Copies a phrase out of `devices`, which is not trusted to end it, or with what is in it. */
static const char *read_text(uint64_t address, char text[TEXT + 1])
{
    unsigned length;
    uint64_t word;

    for (length = 0; length < TEXT; length++) {
        uint64_t at = address + length;
        char c;

        if (!read_word(at & ~(uint64_t)7, &word) || (word >> at % 8 * 8 & 0xff) == 0)
            break;
        c = (char)(word >> at % 8 * 8);
        text[length] = c >= ' ' && c <= '~' ? c : '?';
    }
    text[length] = 0;
    return text;
}

static void report_refusal(uint64_t id, uint64_t refusal)
{
    static char why[TEXT + 1], remedy[TEXT + 1];
    uint64_t why_at = 0, remedy_at = 0;

    read_word(refusal, &why_at);
    read_word(refusal + sizeof(uint64_t), &remedy_at);
    say("[evm] `%s` is not started: %s\n", component(id)->name, read_text(why_at, why));
    say("[evm]   %s\n", read_text(remedy_at, remedy));
}

static void report_missing(uint64_t id, uint64_t index)
{
    const struct evm_grant *g = grants_of(id), *end = g + component(id)->grant_count;

    for (; g < end && (g->type != EVM_GRANT_PCI || index-- > 0); g++) {
    }
    if (g < end) {
        say("[evm] `%s` is not started: this machine lacks its PCI device %04lx:%04lx:%lu "
            "(vendor:device:index)\n",
            component(id)->name, (unsigned long)g->a >> 16, (unsigned long)g->a & UINT16_MAX,
            (unsigned long)g->b);
        say("[evm]   put it in, or take it out of the component's `pci:`\n");
    }
}

bool devices_refused(uint64_t id, int64_t error, uint64_t more)
{
    if (!has_devices(id) || (error != -COS_ENOENT && (error != -COS_EDENIED || more == 0)))
        return false;
    flush_console(CONSOLE_NONE);
    if (error == -COS_ENOENT)
        report_missing(id, more);
    else
        report_refusal(id, more);
    return true;
}

/* ---- Its life ---- */

bool devices_erred(uint64_t id)
{
    return has_devices(id) && scrub_program(devices_id());
}

void devices_down(uint64_t id)
{
    if (id == devices_id()) {
        say("[evm] %s: while it is down, no component with devices can be made or ended\n",
            component(id)->name);
    }
}

uint64_t devices_look(void)
{
    uint64_t id = devices_id(), now = cos_tsc(), due;
    struct cos_result late;

    if (id == EVM_BOOTER)
        return COS_FOREVER;
    late = cos_call(COS_SLOT_BOOTER, BOOTER_LATE, 0, 0, 0);
    if (late.value != 0)
        return COS_FOREVER;
    due = late.extra + cos_ticks(ANSWER_US);
    if (now < due)
        return due;
    if (end_component(id, END_KILL, STATUS_KILL)) {
        flush_console(CONSOLE_NONE);
        say("[evm] %s: has not asked for its work in %u s\n", component(id)->name,
            ANSWER_US / 1000000);
    }
    return COS_FOREVER;
}
