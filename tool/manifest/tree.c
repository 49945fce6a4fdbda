/* SPDX-License-Identifier: BSD-2-Clause */
#include "tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/files.h"

#define DEPTH_MOST  32
#define VALUES_MOST 32768

static const struct place whole_file = {0, 0};

yaml_node_t *tree_node(struct manifest_tree *tree, int id)
{
    return yaml_document_get_node(&tree->document, id);
}

struct place tree_place(const yaml_node_t *node)
{
    return (struct place){node->start_mark.line + 1, node->start_mark.column + 1};
}

const char *tree_text(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : NULL;
}

const char *tree_shape(const yaml_node_t *node)
{
    static char shape[80];
    const char *string = tree_text(node);

    if (node->type == YAML_SEQUENCE_NODE)
        return node->data.sequence.items.top > node->data.sequence.items.start ? "a list"
                                                                               : "an empty list";
    if (node->type == YAML_MAPPING_NODE)
        return "a mapping";
    if (!*string)
        return "nothing";
    snprintf(shape, sizeof(shape), "'%.60s'", string);
    return shape;
}

yaml_node_pair_t *tree_pair(struct manifest_tree *tree, yaml_node_t *node, const char *key)
{
    if (node->type != YAML_MAPPING_NODE)
        return NULL;
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++) {
        const char *name = tree_text(tree_node(tree, pair->key));

        if (name && !strcmp(name, key))
            return pair;
    }
    return NULL;
}

yaml_node_t *tree_value(struct manifest_tree *tree, yaml_node_t *node, const char *key)
{
    yaml_node_pair_t *pair = tree_pair(tree, node, key);

    return pair ? tree_node(tree, pair->value) : NULL;
}

void tree_drop(yaml_node_t *mapping, yaml_node_pair_t *pair)
{
    yaml_node_pair_t *top = --mapping->data.mapping.pairs.top;

    memmove(pair, pair + 1, (char *)top - (char *)pair);
}

/* Rejects texts with a NUL: later steps would lose the rest of the text. */
static bool reject_nuls(struct manifest_tree *tree, struct diag *diag)
{
    unsigned nodes = tree->document.nodes.top - tree->document.nodes.start, before = diag->count;

    for (unsigned id = 1; id <= nodes; id++) {
        const yaml_node_t *node = tree_node(tree, id);

        if (node->type == YAML_SCALAR_NODE && strlen(tree_text(node)) != node->data.scalar.length)
            diag_add(diag, tree_place(node),
                     "a text has the character NUL in it, which no name, path or argument can "
                     "have; remove it");
    }
    return diag->count == before;
}

/* Rejects aliases: later steps rely on a true tree, but an alias makes two parents share a node,
 * even a parent and its grandchild. */
static bool reject_aliases(struct manifest_tree *tree, struct diag *diag)
{
    unsigned nodes = tree->document.nodes.top - tree->document.nodes.start;
    unsigned char *seen = need(nodes + 1);
    unsigned before = diag->count;

    for (unsigned id = 1; id <= nodes; id++) {
        yaml_node_t *node = tree_node(tree, id);
        int *child = NULL, *end = NULL;

        if (node->type == YAML_SEQUENCE_NODE) {
            child = node->data.sequence.items.start;
            end = node->data.sequence.items.top;
        } else if (node->type == YAML_MAPPING_NODE) {
            child = (int *)node->data.mapping.pairs.start; /* pairs of two ids */
            end = (int *)node->data.mapping.pairs.top;
        }
        for (; child < end; child++)
            if (seen[*child]++ == 1 || *child == 1)
                diag_add(diag, tree_place(tree_node(tree, *child)),
                         "an alias (*name) refers to this value: aliases are not supported; write "
                         "the value out twice");
    }
    free(seen);
    return diag->count == before;
}

/* Checks depth and number of keys first, against limits that no real manifest reaches: the
 * library's time grows with the square of the depth, the checks' with the square of a mapping's
 * keys. Returns false after reporting a mistake. */
static bool check_limits(yaml_parser_t *parser, struct diag *diag)
{
    unsigned depth = 0, values = 0;
    yaml_event_t event;
    bool more = true, good = true;

    while (good && more && yaml_parser_parse(parser, &event)) {
        struct place place = {event.start_mark.line + 1, event.start_mark.column + 1};

        more = event.type != YAML_STREAM_END_EVENT;
        depth += event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
        depth -= event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
        good = depth <= DEPTH_MOST && ++values <= VALUES_MOST;
        if (depth > DEPTH_MOST)
            diag_add(diag, place,
                     "lists and mappings are more than %d deep within each other here; expected at "
                     "most 5, as docs/manifest.md describes",
                     DEPTH_MOST);
        else if (!good)
            diag_add(diag, place,
                     "the file has more than %d keys and values up to here; expected a manifest",
                     VALUES_MOST);
        yaml_event_delete(&event);
    }
    return good; /* invalid YAML is reported when it is loaded */
}

static bool load(struct manifest_tree *tree, yaml_parser_t *parser, struct diag *diag)
{
    yaml_document_t second;

    if (!yaml_parser_load(parser, &tree->document))
        return false;
    if (!yaml_document_get_root_node(&tree->document)) {
        diag_add(diag, whole_file,
                 "the file is empty; expected a manifest with 'system:' and 'vms:'");
        return true;
    }
    if (!yaml_parser_load(parser, &second))
        return false;
    yaml_node_t *root = yaml_document_get_root_node(&second);

    if (root)
        diag_add(diag, tree_place(root),
                 "a second document begins here; expected one manifest in a file: remove '---'");
    yaml_document_delete(&second);
    return true;
}

static void report_yaml(const yaml_parser_t *parser, struct diag *diag)
{
    /* A reader error (bad UTF-8) has no mark, only an offset. */
    struct place place = {parser->problem_mark.line + 1, parser->problem_mark.column + 1};

    diag_add(diag, parser->error == YAML_READER_ERROR ? whole_file : place,
             "not valid YAML: %s%s%s; expected 'key: value' lines, indented by blanks",
             parser->problem, parser->context ? " " : "", parser->context ? parser->context : "");
}

static void begin_parser(yaml_parser_t *parser, const struct buffer *file)
{
    if (!yaml_parser_initialize(parser))
        exit(outcome_base + host_error("out of memory"));
    yaml_parser_set_input_string(parser, (const unsigned char *)(file->size ? file->data : ""),
                                 file->size);
}

static void parse(struct manifest_tree *tree, const struct buffer *file, struct diag *diag)
{
    yaml_parser_t parser;

    begin_parser(&parser, file);
    bool good = check_limits(&parser, diag);

    yaml_parser_delete(&parser);
    if (!good)
        return;
    begin_parser(&parser, file);
    if (!load(tree, &parser, diag))
        report_yaml(&parser, diag);
    yaml_parser_delete(&parser);
}

static bool read_file(struct buffer *file, struct diag *diag)
{
    if (file_read(diag->file, file))
        return true;
    if (errno == ENOENT || errno == EACCES)
        diag_add(diag, whole_file, "cannot be read: %s; expected the path of a manifest",
                 strerror(errno));
    else
        diag_add(diag, whole_file, "%s; expected the path of a manifest, a YAML file",
                 errno == EISDIR ? "is a folder" : file_error());
    return false;
}

struct manifest_tree *tree_load(struct diag *diag)
{
    struct manifest_tree *tree = need(sizeof(*tree));
    struct buffer file = {0};

    if (read_file(&file, diag))
        parse(tree, &file, diag);
    buffer_free(&file);
    if (!diag->count && reject_aliases(tree, diag) && reject_nuls(tree, diag))
        return tree;
    tree_free(tree);
    return NULL;
}

void tree_free(struct manifest_tree *tree)
{
    if (!tree)
        return;
    yaml_document_delete(&tree->document);
    strings_free(&tree->dropped);
    free(tree);
}
