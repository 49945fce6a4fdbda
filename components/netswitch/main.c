/* SPDX-License-Identifier: BSD-2-Clause */
/* An Ethernet switch between VMs and drivers of network interfaces. */
#include "config.h"
#include "serve.h"
#include "port_end.h"

#include <cos/alive.h>
#include <cos/blob.h>
#include <cos/entry.h>
#include <cos/pace.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

COS_ENTRY(evm_gate_0, netswitch_call);

/* ---- For callers, on threads of their own ---- */

struct cos_result netswitch_call(uint64_t method, uint64_t number, uint64_t what, uint64_t a3,
                                 uint64_t token, uint64_t thread)
{
    const struct port *port = number < bridge.count ? &bridge.ports[number] : NULL;
    struct cos_result result = {.value = -COS_ENOENT};

    (void)a3, (void)token, (void)thread;
    if (method == NETSWITCH_COUNT)
        return (struct cos_result){.extra = bridge.count};
    if (method != NETSWITCH_LABEL && method != NETSWITCH_COUNTER)
        return (struct cos_result){.value = -COS_ENOSYS};
    if (port != NULL && method == NETSWITCH_COUNTER && what < NETSWITCH_COUNTERS) {
        result = (struct cos_result){.extra = port->counters[what]};
    } else if (port != NULL && method == NETSWITCH_LABEL &&
               what < NETSWITCH_NAME / sizeof result.extra) {
        result.value = 0;
        memcpy(&result.extra, port->name + what * sizeof result.extra, sizeof result.extra);
    }
    return result;
}

/* ---- The switch ---- */

static bool configure(const struct cos_start *start)
{
    const struct cos_blob *config = cos_blob_find(start, NETSWITCH_CONFIG);
    const char *expected;
    int port;

    if (config == NULL) {
        cos_print("it has no configuration; expected a switch of the manifest's `switches:`\n");
        return false;
    }
    expected = config_read(&bridge, (const void *)config->address, config->bytes, start->tsc_hz,
                           &port);
    if (expected != NULL) {
        cos_print("its configuration is wrong: ");
        cos_print(port >= 0 ? "port %d: " : "", port);
        cos_print("expected %s\n", expected);
    }
    return expected == NULL;
}

/* A frame for no port costs the switch as much as a wake-up, and a useless wake-up as much as
 * WASTED_WAKE more of them, so that a flood of these takes little time. */
#define SHARE_PERCENT 30
#define WASTED_WAKE   8

/* Serves the ports. Sleeps until the millisecond is over when the switch has used its share of the
 * CPU. */
static void run(void)
{
    struct cos_pace pace;
    uint64_t events = 0;

    cos_answer_begin();
    cos_pace_init(&pace, SHARE_PERCENT);
    serve_charge(pace.wake / 2);
    while (!(events & COS_EVENT_POWER)) {
        bool useful;
        unsigned wakes;
        uint64_t deadline = serve(events, &wakes, &useful), until;

        wakes += (deadline != 0 ? 1 : 0) + (useful ? 0 : WASTED_WAKE);
        until = cos_pace_spend(&pace, now, wakes * pace.wake);
        if (until != 0)
            cos_nap(until);
        cos_wait(COS_SLOT_ENDPOINT, deadline, &events); /* takes new events even if there is more
                                                           to do: a busy port delays no other */
        cos_answer(events);
    }
}

int main(const struct cos_start *start)
{
    const char *expected;

    if (!configure(start))
        return 1;
    expected = serve_open(start);
    if (expected != NULL) {
        cos_print("ports: %u, links: %u: they do not fit; expected %s\n", bridge.count,
                  start->link_count, expected);
        return 1;
    }
    if (!cos_nap_init()) {
        cos_print("it cannot make an endpoint of its own\n");
        return 1;
    }
    run();
    return 0;
}
