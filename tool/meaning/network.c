/* SPDX-License-Identifier: BSD-2-Clause */
/* Authorities by switches. */
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "kinds.h"

void authority_add(struct authorities *list, struct authority authority)
{
    list->item = need_room(list->item, list->count, sizeof(*list->item));
    list->item[list->count++] = authority;
}

static char *port_text(const struct port *port)
{
    char *rate = port->rate_bytes ? size_text(port->rate_bytes) : NULL;
    char *whole = text("%s%s%s%s%s%s", port->address, port->address6 ? ", " : "",
                       port->address6 ? port->address6 : "", rate ? ", at most " : "",
                       rate ? rate : "", rate ? "/s" : "");

    free(rate);
    return whole;
}

static void add_port(struct authorities *list, const struct port *port)
{
    const char *lan = port->netswitch->name;

    authority_add(list, (struct authority){
                            .kind = AUTHORITY_PORT,
                            .holder = port->vm,
                            .object = text("%s", lan),
                            .what = text("port of switch '%s'", lan),
                            .right = port_text(port),
                            .degree = port->rate_bytes ? port->rate_bytes : UINT64_MAX,
                        });
}

static void add_outside(struct authorities *list, const struct port *port)
{
    const struct netswitch *netswitch = port->netswitch;

    if (!netswitch->uplink || !port_reaches(port, netswitch->uplink))
        return;
    authority_add(
        list,
        (struct authority){
            .kind = AUTHORITY_OUTSIDE,
            .holder = port->vm,
            .object = text("%s", netswitch->uplink),
            .by = netswitch->name,
            .what = text("the network beyond switch '%s' (%s)", netswitch->name, netswitch->uplink),
            .right = text("%s", netswitch->outbound ? "connects and answers"
                                                    : "answers only (outbound: no)"),
            .degree = netswitch->outbound,
        });
}

static void add_reached(struct authorities *list, const struct manifest *manifest,
                        const struct port *port)
{
    for (const struct port *peer = manifest->ports; peer < manifest->ports + manifest->port_count;
         peer++)
        if (peer->netswitch == port->netswitch && peer != port && port_reaches(port, peer->vm))
            authority_add(list, (struct authority){
                                    .kind = AUTHORITY_PEER,
                                    .holder = port->vm,
                                    .object = text("%s", peer->vm),
                                    .by = port->netswitch->name,
                                    .what = text("connections to '%s' by switch '%s'", peer->vm,
                                                 port->netswitch->name),
                                });
}

static void add_forwards(struct authorities *list, const struct port *port)
{
    const struct netswitch *netswitch = port->netswitch;

    for (uint32_t i = 0; i < netswitch->forward.count; i++) {
        const struct forward *forward = &netswitch->forwards[i];

        if (forward->address != port->ip)
            continue;
        authority_add(
            list, (struct authority){
                      .kind = AUTHORITY_FORWARD,
                      .holder = port->vm,
                      .object = text("127.0.0.1:%u", forward->from),
                      .by = netswitch->name,
                      .what = text("port %u published at 127.0.0.1:%u", forward->to, forward->from),
                      .label = text("port %u", forward->to),
                  });
    }
}

void add_ports(struct authorities *list, const struct manifest *manifest, const struct vm *vm)
{
    for (const struct port *port = manifest->ports; port < manifest->ports + manifest->port_count;
         port++) {
        if (strcmp(port->vm, vm->name))
            continue;
        add_port(list, port);
        add_outside(list, port);
        add_reached(list, manifest, port);
        add_forwards(list, port);
    }
}
