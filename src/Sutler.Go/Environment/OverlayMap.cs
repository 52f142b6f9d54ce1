using Sutler.Errors;
using Sutler.Go.Json;

namespace Sutler.Go.Environment;

/// <summary>Reads the JSON of <c>-overlay</c>: <c>{"Replace": {"path": "other path", "deleted path": ""}}</c>.</summary>
internal static class OverlayMap
{
    /// <summary>The replacements by absolute path, sorted for <see cref="Overlay"/>; errors have the go command's texts.</summary>
    internal static IReadOnlyList<Overlay.Replacement> Parse(ReadOnlySpan<byte> json, string workingDirectory)
    {
        if (!GoJson.TryParse(json, out GoJsonValue? value, out ParseError? error))
        {
            throw Invalid(error.Reason);
        }

        List<Overlay.Replacement> list = Absolute(Replacements(value), workingDirectory);
        list.Sort(static (left, right) => Overlay.Compare(left.From, right.From));
        RefuseFilesWithChildren(list);
        return list;
    }

    private static SortedDictionary<string, string> Replacements(GoJsonValue value)
    {
        SortedDictionary<string, string> replace = new(StringComparer.Ordinal);
        foreach ((string key, GoJsonValue member) in Members(value, "value of type fsys.overlayJSON"))
        {
            if (!GoJson.KeyMatches(key, "Replace"))
            {
                continue;
            }

            if (member is GoJsonValue.Null)
            {
                replace.Clear();
            }

            foreach ((string from, GoJsonValue to) in Members(member, "struct field overlayJSON.Replace of type map[string]string"))
            {
                replace[from] = to switch
                {
                    GoJsonValue.Text text => text.Value,
                    GoJsonValue.Null => "",
                    _ => throw Unfit(to, "struct field overlayJSON.Replace of type string"),
                };
            }
        }

        return replace;
    }

    private static List<Overlay.Replacement> Absolute(SortedDictionary<string, string> replace, string workingDirectory)
    {
        Dictionary<string, string> seen = new(StringComparer.Ordinal);
        List<Overlay.Replacement> list = [];
        foreach ((string from, string to) in replace)
        {
            if (from.Length == 0)
            {
                throw new SutlerException("empty string key in overlay map");
            }

            string absolute = FullPath(from, workingDirectory);
            if (!seen.TryAdd(absolute, from))
            {
                throw new SutlerException($"duplicate paths {seen[absolute]} and {from} in overlay map");
            }

            list.Add(new(absolute, to.Length == 0 ? "" : FullPath(to, workingDirectory)));
        }

        return list;
    }

    private static string FullPath(string path, string workingDirectory) => path.Contains('\0', StringComparison.Ordinal)
        ? throw new SutlerException("invalid path in overlay map")
        : Lexical.Absolute(path, workingDirectory);

    private static void RefuseFilesWithChildren(List<Overlay.Replacement> list)
    {
        for (int i = 0; i < list.Count; i++)
        {
            string inside = list[i].From + Path.DirectorySeparatorChar;
            for (int next = i + 1; !list[i].IsDeletion && next < list.Count && list[next].From.StartsWith(inside, StringComparison.Ordinal); next++)
            {
                if (!list[next].IsDeletion)
                {
                    throw new SutlerException($"inconsistent files {list[i].From} and {list[next].From} in overlay map");
                }
            }
        }
    }

    private static IReadOnlyList<KeyValuePair<string, GoJsonValue>> Members(GoJsonValue value, string place) => value switch
    {
        GoJsonValue.Object found => found.Members,
        GoJsonValue.Null => [],
        _ => throw Unfit(value, place),
    };

    private static SutlerException Unfit(GoJsonValue value, string place) => Invalid($"json: cannot unmarshal {value.Kind} into Go {place}");

    private static SutlerException Invalid(string reason) => new("parsing overlay JSON: " + reason);
}
