/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way of the supervisor's text to the console. The supervisor keeps its text while there is no
 * console, and passes it on, in the same order, as soon as there is one again.
 */
#include "outlet.h"

#include "common.h"

#include <console.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

#define KEPT      8192
#define LINE_MOST 512 /* a line begins only if there is so much room: no part of it is lost */

static char kept[KEPT];
static unsigned kept_bytes;
static bool open;       /* the last text that the console took did not end its line, */
static bool kept_open;  /* nor did the last text that is kept */
static uint64_t called; /* outlet_call() */
static bool going_off;

static struct cos_result call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3)
{
    struct cos_result result;

    __atomic_store_n(&called, cos_tsc(), __ATOMIC_RELAXED);
    result = cos_call(COS_SLOT_CONSOLE, method, a1, a2, a3);
    __atomic_store_n(&called, 0, __ATOMIC_RELAXED);
    return result;
}

uint64_t outlet_call(void)
{
    return __atomic_load_n(&called, __ATOMIC_RELAXED);
}

static void keep_text(const char *text, unsigned bytes)
{
    memcpy(kept + kept_bytes, text, bytes);
    kept_bytes += bytes;
}

/* A line begins anew if the console has got a part of it: there may be nothing left of that. */
static void keep_begin(void)
{
    static const char anew[] = "\n", again[] = "[evm]+ ";

    keep_text(anew, sizeof anew - 1);
    if (open)
        keep_text(again, sizeof again - 1);
    open = false;
}

static bool keep(const char *text, unsigned bytes, bool ends)
{
    if (!kept_open && KEPT - kept_bytes < LINE_MOST)
        return false;
    if (kept_bytes == 0)
        keep_begin();
    keep_text(text, bytes);
    kept_open = !ends;
    return true;
}

bool outlet_put(const uint64_t text[OUTLET_WORDS], unsigned bytes, bool ends)
{
    uint64_t method = CONSOLE_METHOD(CONSOLE_RAW, bytes) | (ends ? 0 : CONSOLE_MORE);
    int64_t result = kept_bytes == 0 ? call(method, text[0], text[1], text[2]).value : -COS_EDEAD;

    if (result < 0 && result != -COS_EAGAIN)
        return keep((const char *)text, bytes, ends);
    open = result >= 0 ? !ends : open;
    return result >= 0;
}

/* Returns the bytes up to the end of a chunk or of a line. */
static unsigned next_chunk(unsigned from)
{
    unsigned bytes = 0;

    while (bytes < CONSOLE_CHUNK && from + bytes < kept_bytes)
        if (kept[from + bytes++] == '\n')
            break;
    return bytes;
}

/* If the console ends meanwhile, all of the text stays, as the console has shown little of it. */
void outlet_pass(void)
{
    for (unsigned done = 0, bytes; done < kept_bytes; done += bytes) {
        uint64_t text[OUTLET_WORDS] = {0}, method;

        bytes = next_chunk(done);
        memcpy(text, kept + done, bytes);
        open = kept[done + bytes - 1] != '\n';
        method = CONSOLE_METHOD(CONSOLE_RAW, bytes) | (open ? CONSOLE_MORE : 0);
        if (call(method, text[0], text[1], text[2]).value < 0)
            return;
    }
    kept_bytes = 0;
}

bool outlet_keeps(void)
{
    return kept_bytes != 0;
}

void begin_going_off(void)
{
    __atomic_store_n(&going_off, true, __ATOMIC_RELAXED);
}

bool is_going_off(void)
{
    return __atomic_load_n(&going_off, __ATOMIC_RELAXED);
}

static struct cos_result flush(uint64_t ended)
{
    return call(CONSOLE_METHOD(CONSOLE_FLUSH, 0), ended, is_going_off(), 0);
}

void flush_console(uint64_t ended)
{
    flush(ended);
}

int64_t console_pending(void)
{
    int64_t bytes = flush(CONSOLE_NONE).value;

    return bytes > 0 ? bytes : 0;
}

uint64_t console_room(void)
{
    struct cos_result result = flush(CONSOLE_NONE);

    return result.value < 0 || kept_bytes != 0 ? KEPT - kept_bytes : result.extra;
}

struct cos_result console_history(uint64_t id, uint64_t from)
{
    return call(CONSOLE_METHOD(CONSOLE_HISTORY, 0), id, from, 0);
}

bool console_beats(void)
{
    return call(CONSOLE_METHOD(CONSOLE_BEAT, 0), 0, 0, 0).value == 1;
}
