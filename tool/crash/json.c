/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"

#include <cos/abi.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/json.h"
#include "target.h"

#define NS UINT64_C(1000000000)

/* ---- Fields: each but the first of an object writes the comma before it ---------------------- */

static void put_key(const char *key)
{
    printf(", ");
    json_string(stdout, key);
    printf(": ");
}

static void put_string(const char *key, const char *string)
{
    put_key(key);
    json_string(stdout, string);
}

static void put_amount(const char *key, uint64_t amount)
{
    put_key(key);
    printf("%" PRIu64, amount);
}

static void put_hex(const char *key, uint64_t number)
{
    put_key(key);
    printf("\"0x%" PRIx64 "\"", number);
}

/* Bytes that may be no text, as two digits each. */
static void put_bytes(const char *key, const char *bytes, size_t count)
{
    put_key(key);
    putchar('"');
    for (size_t i = 0; i < count; i++)
        printf("%02x", (unsigned char)bytes[i]);
    putchar('"');
}

/* ns since 1970; 0: not known. */
static void put_day(const char *key, uint64_t ns)
{
    time_t seconds = (time_t)(ns / NS);
    struct tm parts;
    char words[32];

    put_key(key);
    if (ns && gmtime_r(&seconds, &parts) &&
        strftime(words, sizeof(words), "%Y-%m-%dT%H:%M:%S", &parts))
        printf("\"%s.%09" PRIu64 "Z\"", words, ns % NS);
    else
        printf("null");
}

/* ---- Parts of a record ----------------------------------------------------------------------- */

static const char *how_of(const struct evm_crash_record *record)
{
    static const char *const words[EVM_CRASH_ENDS] = {
        [EVM_CRASH_EXIT] = "exited", [EVM_CRASH_REBOOT] = "rebooted", [EVM_CRASH_FAULT] = "crashed",
        [EVM_CRASH_KILL] = "killed", [EVM_CRASH_LOST] = "lost",       [EVM_CRASH_HUNG] = "hung",
        [EVM_CRASH_RESET] = "reset",
    };

    return words[record->how];
}

static const char *state_of(const struct evm_crash_record *record)
{
    return record->how != EVM_CRASH_HUNG           ? NULL
           : record->state == COS_INSPECTED_WAITS  ? "waits"
           : record->state == COS_INSPECTED_CLIENT ? "client"
           : record->state == COS_INSPECTED_READY  ? "ready"
                                                   : "root";
}

static void put_image(const struct crash_view *view, const struct evm_crash_record *record)
{
    put_key("image");
    printf("\"0x%016" PRIx64 "\"", record->image);
    put_key("image_is_current");
    printf(!view->programs.system ? "null" : show_is_other(view, record) ? "false" : "true");
}

static void put_account(const struct evm_crash_record *record)
{
    put_amount("ran_ns", record->ran);
    put_amount("budget_us", record->budget);
    put_amount("period_us", record->period);
    put_amount("missed", record->missed);
    put_amount("memory_pages", record->pages);
    put_amount("own_memory_pages", record->own_pages);
}

static void put_registers(const struct evm_crash_record *record)
{
    put_key("registers");
    putchar('{');
    for (uint32_t i = 0; i < record->regs; i++) {
        char *name = i < COS_REGS ? text("%s", target_record_register(i)) : text("register %u", i);

        printf(i ? ", " : "");
        json_string(stdout, name);
        printf(": \"0x%" PRIx64 "\"", record->reg[i]);
        free(name);
    }
    putchar('}');
}

static void put_frame(struct crash_view *view, const struct evm_crash_record *record, uint32_t at)
{
    struct crash_place place = show_place(view, record, at);
    char *path = place.file ? show_path(&place) : NULL;

    printf("%s\n    {\"address\": \"0x%" PRIx64 "\"", at ? "," : "", record->trace[at]);
    put_string("component", record->names[at]);
    put_amount("component_number", record->within[at]);
    put_string("function", place.function);
    if (place.function)
        put_amount("offset", place.offset);
    put_string("file", path);
    if (path)
        put_amount("line", (uint64_t)place.line);
    putchar('}');
    free(path);
}

static void put_details(struct crash_view *view, const struct evm_crash_record *record)
{
    put_key("details");
    printf(record->details ? "true" : "false");
    put_string("thread", record->caller);
    put_amount("thread_number", record->thread);
    put_amount("fault", record->cause);
    put_hex("fault_address", record->address);
    put_hex("fault_code", record->code);
    put_hex("instruction", record->instruction);
    put_amount("silence_ms", record->silence_ms);
    put_string("state", state_of(record));
    put_registers(record);
    put_key("trace");
    putchar('[');
    for (uint32_t i = 0; i < record->depth; i++)
        put_frame(view, record, i);
    putchar(']');
}

static void put_record(struct crash_view *view, uint32_t index)
{
    const struct evm_crash_record *record = &view->log.records[index];
    struct place place = programs_place(&view->programs, record->name);

    printf("{\"number\": %" PRIu64, record->number);
    put_amount("lost_before", crash_log_lost(&view->log, index));
    put_string("system", record->system);
    put_hex("boot", record->boot);
    put_amount("order", record->order);
    put_image(view, record);
    put_day("time", record->day);
    put_amount("uptime_ns", record->uptime);
    put_string("component", record->name);
    put_amount("component_number", record->component);
    if (place.line)
        put_amount("manifest_line", place.line);
    put_amount("life", record->life);
    put_string("how", how_of(record));
    put_amount("status", record->status);
    put_string("cause", record->words);
    put_account(record);
    put_details(view, record);
    put_key("text");
    json_bytes(stdout, record->text, record->text_bytes);
    put_bytes("text_hex", record->text, record->text_bytes);
    putchar('}');
}

void json_record(struct crash_view *view, uint32_t index)
{
    put_record(view, index);
    putchar('\n');
}

void json_records(struct crash_view *view)
{
    const struct crash_log *log = &view->log;

    printf("{\"disk\": ");
    json_string(stdout, view->disk);
    put_string("manifest", view->manifest);
    put_amount("room", log->slots);
    put_amount("damaged", log->damaged);
    put_key("unread");
    printf(log->unread ? "true" : "false");
    put_key("records");
    putchar('[');
    for (uint32_t i = 0; i < log->count; i++) {
        printf(i ? ",\n  " : "\n  ");
        put_record(view, i);
    }
    printf("]}\n");
}
