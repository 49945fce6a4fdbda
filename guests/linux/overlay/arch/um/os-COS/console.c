// SPDX-License-Identifier: GPL-2.0
/* Text to and from the console component, in registers. */
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <os.h>
#include <console.h>
#include "cos_um.h"

static bool unfinished; /* the last text did not end a line */

/*
 * The CPU is for others meanwhile, less urgent ones, too. Events are handled when they are
 * unmasked.
 */
static void wait_a_while(void)
{
    unsigned long deadline = cos_tsc() + cos_ticks(NSEC_PER_MSEC), out[3];
    int unmasked = um_set_signals(0);

    if (cos_op(COS_OP_WAIT, COS_SLOT_ENDPOINT, deadline, 0, 0, 0, 0, out) == 0)
        cos_event_raise(out[0]);
    um_set_signals(unmasked);
}

/* The line may be slower than we are, or take nothing at all: then the console does not, either. */
static void console_call(unsigned long method, const unsigned long words[3])
{
    while (cos_call(COS_SLOT_CONSOLE, method, words[0], words[1], words[2], NULL) == -COS_EAGAIN)
        wait_a_while();
}

void cos_console_write(const char *text, unsigned long bytes)
{
    while (bytes) {
        unsigned long chunk = min_t(unsigned long, bytes, CONSOLE_CHUNK);
        unsigned long words[CONSOLE_CHUNK / 8] = {0};
        unsigned long more = bytes > chunk ? CONSOLE_MORE : 0;

        memcpy(words, text, chunk);
        console_call(CONSOLE_METHOD(CONSOLE_WRITE, chunk) | more, words);
        text += chunk;
        bytes -= chunk;
        unfinished = text[-1] != '\n';
    }
}

/* Up to 16 bytes into `text`; result: how many. */
int cos_console_read(char *text)
{
    unsigned long words[2];
    long bytes = cos_call(COS_SLOT_CONSOLE, CONSOLE_METHOD(CONSOLE_READ, 0), 0, 0, 0, words);

    memcpy(text, words, sizeof words);
    return clamp_t(long, bytes, 0, sizeof words);
}

/* Shows a prompt: called when there is nothing to do but wait. */
void cos_console_flush(void)
{
    if (!unfinished)
        return;
    unfinished = false;
    console_call(CONSOLE_METHOD(CONSOLE_FLUSH, 0), (unsigned long[3]){0});
}

void um_early_printk(const char *s, unsigned int n)
{
    cos_console_write(s, n);
}
