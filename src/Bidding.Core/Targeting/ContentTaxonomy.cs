using System.Collections.Frozen;
using System.Globalization;

namespace Bidding.Core.Targeting;

/// <summary>
/// Parents in the IAB Tech Lab's Content Taxonomy 2.x, whose ids do not tell them (github.com/InteractiveAdvertisingBureau/Taxonomies, CC BY 3.0).
/// Taxonomy 3.0 keeps these ids, and what it moved stays under its former parent here too: a block may reach further, never less far.
/// </summary>
internal static class ContentTaxonomy
{
    /// <summary>Each line: a parent, then its children as ids and ranges of ids.</summary>
    private const string Children = """
        1 2 16 25-37 41
        2 3-15
        16 17-24
        37 38-40
        42 43-51
        52 53 80 90
        53 54-63 72-74 76-79
        63 64-71
        74 75
        80 81-89
        90 91-122
        123 124-127 130-131
        127 128-129
        132 133-137 142-143 145-149
        137 138-139 141
        139 140
        143 144
        150 151-163 174-185
        163 164-173
        186 187-192 200
        192 193-199
        201 202-209
        210 211-222
        223 224-225 228-232 238
        225 226-227
        232 233 236-237
        233 234-235
        239 240-248 258-261 264 269 273
        248 249-257
        261 262-263
        264 265-268
        269 270-272
        274 275-285
        286 287 319-323
        287 288-290 294-298 300-302 306-307 309-318
        290 291-293
        298 299
        302 303-305
        307 308
        324 325-337
        338 339 342-363 369-371 377-378
        339 340-341
        363 364-368
        371 372-376
        379 380-386 390
        386 387-389
        391 392-393 396-398 405 410 415-417
        393 394-395
        398 399-404
        405 406-409
        410 411-414
        417 418-421
        422 423-431
        432 433-440
        441 442-452
        453 454-463
        464 465-472
        473 474-482
        483 484-487 491-496 498 507-518 520-521 524-527 530-551
        487 488-490
        496 497
        498 499-506
        518 519
        521 522-523
        527 528-529
        552 553 560 574-579 590 595
        553 554-559
        560 561 566 573
        561 562-565
        566 567-572
        579 580 582 589
        580 581
        582 583-588
        590 591-594
        596 597-599 632 638-639
        599 600-602 616-619 630-631
        602 603-615
        619 620-629
        632 633-637
        640 641-652
        653 654-655 663-664
        655 656-662
        664 665-679
        680 681-685
        685 686-698
        v9i3on rm3sit avbnf2 xtodt3 i4gwl6 mm3uxx hxqyv1 j9pao9 pg0whf 6i4db6 8fd8ni z7rjbm
        """;

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Parents =
        Read().ToFrozenDictionary(pair => pair.Child, pair => pair.Parent, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether OpenRTB's <c>cattax</c> names one of these: 2.0, 2.1, 2.2 or 3.0.</summary>
    public static bool Covers(int cattax) => cattax is 2 or 5 or 6 or 7;

    /// <summary>The parent of a lower-case id, empty for a root and for an id it does not hold.</summary>
    public static ReadOnlySpan<char> Parent(ReadOnlySpan<char> id) => Parents.TryGetValue(id, out var parent) ? parent : [];

    private static IEnumerable<(string Child, string Parent)> Read()
    {
        foreach (var line in Children.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ');
            foreach (var word in words.Skip(1))
            {
                var ends = word.Split('-');
                if (ends.Length == 1)
                {
                    yield return (word, words[0]);
                    continue;
                }

                for (var id = int.Parse(ends[0], CultureInfo.InvariantCulture); id <= int.Parse(ends[1], CultureInfo.InvariantCulture); id++)
                {
                    yield return (id.ToString(CultureInfo.InvariantCulture), words[0]);
                }
            }
        }
    }
}
