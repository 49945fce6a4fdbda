/* SPDX-License-Identifier: BSD-2-Clause */
/* The switch, for manifests that connect its ports to programs that `switches:` cannot name. */
#include "../components/configured.h"
#include "ports.h"

static const struct netswitch_config
    bench = {ETHER_MTU, 2, {VM("sender", 1, 1, 1 << 1), VM("receiver", 2, 2, 0)}},
    burst = {ETHER_MTU,
             4,
             {UPLINK("source", 0), VM("sink", 1, 1, 1 << 0), VM("deaf", 2, 2, 1 << 0),
              VM("slow", 3, 3, 1 << 0)}},
    lan = {ETHER_MTU,
           5,
           {VM("echo", 2, 2, 0),
            VM("rogue", 3, 3, 1 << 0),
            VM("user", 1, 1, 1 << 0 | 1 << 4),
            VM("alone", 4, 0, 0),
            {.name = "lazy",
             .address = {2, 0, 0, 0, 0, 5},
             .ip = 0x0a000005,
             .rate = 1000,
             .burst = 10000}}},
    uplink = {ETHER_MTU, 2, {UPLINK("nic", 0), VM("guest", 1, 0, 1 << 0)}},
    storm = {ETHER_MTU, 2, {UPLINK("nic", 0), VM("guest", 1, 1, 1 << 0)}},
    liar = {ETHER_MTU,
            3,
            {UPLINK("liar", 0), VM("talker", 1, 1, 1 << 2 | 1 << 0), VM("echo", 2, 2, 1 << 0)}},
    pair = {ETHER_MTU, 2, {VM("one", 1, 1, 0), VM("two", 2, 2, 1 << 0)}},
    wrong = {ETHER_MTU, 1, {{.name = "web", .address = {1, 0, 0, 0, 0, 1}}}},
    few = {ETHER_MTU, 1, {UPLINK("nic", 0)}}, tight = {ETHER_MTU, 1, {VM("echo", 1, 0, 0)}};

static const struct configured all[] = {
    {"bench", &bench}, {"burst", &burst}, {"lan", &lan},     {"uplink", &uplink}, {"storm", &storm},
    {"liar", &liar},   {"pair", &pair},   {"wrong", &wrong}, {"few", &few},       {"tight", &tight},
};

const struct cos_blob *cos_blob_find(const struct cos_start *start, const char *name)
{
    (void)name;
    return configured_find(start, all, sizeof all / sizeof *all, sizeof(struct netswitch_config));
}
