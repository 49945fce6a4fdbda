/* SPDX-License-Identifier: BSD-2-Clause */
#include "host_troubles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <yaml.h>

#define LINE_MOST 65536 /* most bytes of QEMU's lines; events are shorter */
#define AGAIN     10    /* seconds between two reports on a disk */

static const char greeting[] = "{\"execute\": \"qmp_capabilities\"}\n";

struct trouble {
    time_t told;    /* last report, by the monotonic clock; 0: none */
    unsigned since; /* failed requests since then */
};

void host_troubles_begin(struct host_troubles *troubles, const struct manifest *manifest,
                         int socket)
{
    troubles->manifest = manifest;
    troubles->socket = socket;
    troubles->met = need((2 * manifest->disk_count + 1) * sizeof(*troubles->met));
    host_troubles_command(troubles, greeting);
}

void host_troubles_command(struct host_troubles *troubles, const char *line)
{
    /* there is room: commands are few */
    send(troubles->socket, line, strlen(line), MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* ---- Events: JSON, which is YAML ------------------------------------------------------------- */

static yaml_node_t *member(yaml_document_t *document, yaml_node_t *node, const char *key)
{
    if (!node || node->type != YAML_MAPPING_NODE)
        return NULL;
    yaml_node_pair_t *pair = node->data.mapping.pairs.start;

    for (; pair && pair < node->data.mapping.pairs.top; pair++) {
        yaml_node_t *name = yaml_document_get_node(document, pair->key);

        if (name->type == YAML_SCALAR_NODE && !strcmp((char *)name->data.scalar.value, key))
            return yaml_document_get_node(document, pair->value);
    }
    return NULL;
}

/* Returns the text of a member, or an empty string. */
static const char *word(yaml_document_t *document, yaml_node_t *node, const char *key)
{
    yaml_node_t *value = member(document, node, key);

    return value && value->type == YAML_SCALAR_NODE ? (const char *)value->data.scalar.value : "";
}

/* An event of QEMU. */
struct event {
    bool write, full;
    const char *reason;
};

static void tell(struct host_troubles *troubles, const struct disk *disk, const struct event *event,
                 unsigned requests)
{
    char *count = requests > 1 ? text(" (%u times)", requests) : text("%s", "");
    char *message = text("disk '%s': %s: %s failed%s: %s; %s", disk->name, disk->path,
                         event->write ? "writing" : "reading", count, event->reason,
                         event->full ? "what VMs write there fails until its file system has room"
                                     : "the VMs whose requests met it got errors, all else goes "
                                       "on; look for the reason on this machine");

    troubles->say(troubles->argument, message);
    free(message);
    free(count);
}

static void note(struct host_troubles *troubles, uint32_t number, const struct event *event)
{
    bool write = event->write;
    struct trouble *trouble = &troubles->met[2 * number + write];
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    trouble->since++;
    if (trouble->told && now.tv_sec - trouble->told < AGAIN)
        return;
    tell(troubles, &troubles->manifest->disks[number], event, trouble->since);
    trouble->told = now.tv_sec ? now.tv_sec : 1;
    trouble->since = 0;
}

static void take_event(struct host_troubles *troubles, yaml_document_t *document)
{
    yaml_node_t *root = yaml_document_get_root_node(document);
    yaml_node_t *data = member(document, root, "data");
    const char *device = word(document, data, "device");
    const char *name = word(document, root, "event");
    uint32_t number;

    if (strcmp(name, "BLOCK_IO_ERROR")) {
        if (*name)
            troubles->other(troubles->argument, name);
        return;
    }
    if (sscanf(device, "disk%u", &number) != 1 || number >= troubles->manifest->disk_count)
        return;
    const struct event event = {
        .write = !strcmp(word(document, data, "operation"), "write"),
        .full = !strcmp(word(document, data, "nospace"), "true"),
        .reason = word(document, data, "reason"),
    };

    note(troubles, number, &event);
}

static void take_line(struct host_troubles *troubles)
{
    yaml_parser_t parser;
    yaml_document_t document;

    if (!yaml_parser_initialize(&parser))
        return;
    yaml_parser_set_input_string(&parser, (const unsigned char *)troubles->line.data,
                                 troubles->line.size);
    if (yaml_parser_load(&parser, &document)) {
        take_event(troubles, &document);
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
}

bool host_troubles_take(struct host_troubles *troubles)
{
    char bytes[4096];
    ssize_t size = recv(troubles->socket, bytes, sizeof(bytes), MSG_DONTWAIT);

    for (ssize_t i = 0; i < size; i++) {
        if (bytes[i] != '\n' && troubles->line.size < LINE_MOST) {
            buffer_add(&troubles->line, &bytes[i], 1);
        } else {
            if (troubles->line.size)
                take_line(troubles);
            troubles->line.size = 0;
        }
    }
    return size != 0;
}

void host_troubles_end(struct host_troubles *troubles)
{
    buffer_free(&troubles->line);
    free(troubles->met);
}
