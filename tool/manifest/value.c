/* SPDX-License-Identifier: BSD-2-Clause */
#include "value.h"

#include <stdlib.h>
#include <string.h>

#include <cos/abi.h>

#include "base/words.h"

#define SIZE_LIKE "a size like " /* begins `expected` of keys with sizes */

/* The key at hand, for messages. */
struct source {
    struct diag *diag;
    struct place place;
    const char *where;
    const struct key *key;
};

static void bad_value(const struct source *source, const char *value, const char *expected)
{
    diag_add(source->diag, source->place, "%skey '%s': '%s' is wrong; expected %s", source->where,
             source->key->name, value, expected);
}

/* ---- Words and numbers ----------------------------------------------------------------------- */

static bool find_word(const struct key *key, const char *string, unsigned *word)
{
    for (*word = 0; *word < key->word_count; ++*word)
        if (key->words[*word] && !strcmp(key->words[*word], string))
            return true;
    return false;
}

static void load_word(const struct source *source, const char *string, unsigned *member)
{
    unsigned word;

    if (find_word(source->key, string, &word))
        *member = word;
    else
        diag_add(source->diag, source->place, "%skey '%s': '%s' is unknown; expected %s",
                 source->where, source->key->name, string, source->key->expected);
}

static bool in_range(const struct key *key, uint64_t value)
{
    return value >= key->least && (!key->most || value <= key->most);
}

static void load_count(const struct source *source, const char *string, uint32_t *member)
{
    uint64_t number;

    if (parse_number(string, &number) && in_range(source->key, number))
        *member = number;
    else
        bad_value(source, string, source->key->expected);
}

static void load_bytes(const struct source *source, const char *string, uint64_t *member)
{
    uint64_t bytes;

    if (parse_size(string, &bytes) && in_range(source->key, bytes))
        *member = bytes;
    else
        bad_value(source, string, source->key->expected);
}

/* Reports a size out of its key's range. */
static void bad_range(const struct source *source, const char *string)
{
    const struct key *key = source->key;
    char *least = size_text(key->least), *most = size_text(key->most);
    char *expected = text("%s to %s in steps of 4K, like %s", least, most,
                          key->expected + strlen(SIZE_LIKE));

    bad_value(source, string, expected);
    free(expected);
    free(most);
    free(least);
}

static void too_large(const struct source *source, const char *string)
{
    char *most = size_text(source->key->most);

    diag_add(source->diag, source->place, "%skey '%s': %s is too large; expected at most %s",
             source->where, source->key->name, string, most);
    free(most);
}

static void load_size(const struct source *source, const char *string, uint64_t *member)
{
    const struct key *key = source->key;
    uint64_t bytes;
    bool size = parse_size(string, &bytes), pages = size && bytes && bytes % COS_PAGE_SIZE == 0;

    if (pages && in_range(key, bytes))
        *member = bytes;
    else if (key->least)
        bad_range(source, string);
    else if (pages)
        too_large(source, string);
    else if (size)
        diag_add(source->diag, source->place,
                 "%skey '%s': %s is not a number of pages; expected a multiple of 4K above 0",
                 source->where, key->name, string);
    else
        diag_add(source->diag, source->place,
                 "%skey '%s': '%s' is not a size; expected a number with K, M or G, like 24M",
                 source->where, key->name, string);
}

/* ---- Lists ----------------------------------------------------------------------------------- */

static void load_items(struct manifest_tree *tree, const yaml_node_t *value, struct strings *list)
{
    for (yaml_node_item_t *item = value->data.sequence.items.start;
         item < value->data.sequence.items.top; item++)
        strings_add(list, tree_text(tree_node(tree, *item)));
}

static void load_pairs(struct manifest_tree *tree, const yaml_node_t *value, struct strings *list)
{
    for (yaml_node_pair_t *pair = value->data.mapping.pairs.start;
         pair < value->data.mapping.pairs.top; pair++) {
        char *assignment = text("%s=%s", tree_text(tree_node(tree, pair->key)),
                                tree_text(tree_node(tree, pair->value)));

        strings_add(list, assignment);
        free(assignment);
    }
}

/* Loads a list, or a text: a command line becomes its words, any other text a list of one. */
static void load_list(struct manifest_tree *tree, const struct source *source,
                      const yaml_node_t *value, struct strings *list)
{
    bool command = source->key->shape == SHAPE_COMMAND || source->key->shape == SHAPE_WORDS;

    if (value->type == YAML_SEQUENCE_NODE)
        load_items(tree, value, list);
    else if (value->type == YAML_MAPPING_NODE)
        load_pairs(tree, value, list);
    else if (!command)
        strings_add(list, tree_text(value));
    else if (!split_command(tree_text(value), list))
        diag_add(source->diag, source->place, "%skey '%s': a quote is not closed; close it",
                 source->where, source->key->name);
}

/* ---- All ------------------------------------------------------------------------------------- */

static void load_text(const struct source *source, const char *string, void *member)
{
    switch (source->key->shape) {
    case SHAPE_WORD:
        load_word(source, string, member);
        break;
    case SHAPE_COUNT:
        load_count(source, string, member);
        break;
    case SHAPE_SIZE:
        load_size(source, string, member);
        break;
    case SHAPE_BYTES:
        load_bytes(source, string, member);
        break;
    case SHAPE_BOOL:
        parse_bool(string, member);
        break;
    default:
        *(char **)member = text("%s", string);
    }
}

void value_load(struct manifest_tree *tree, struct diag *diag, const char *where,
                const struct key *key, const yaml_node_t *value, void *member)
{
    struct source source = {diag, tree_place(value), where, key};

    if (shape_is_list(key->shape))
        load_list(tree, &source, value, member);
    else
        load_text(&source, tree_text(value), member);
}

void value_default(const struct key *key, void *member)
{
    struct diag none = {0};

    load_text(&(struct source){.diag = &none, .where = "", .key = key}, key->otherwise, member);
    diag_free(&none);
}

void value_free(const struct key *key, void *member)
{
    if (shape_is_list(key->shape))
        strings_free(member);
    else if (key->shape == SHAPE_TEXT)
        free(*(char **)member);
}
