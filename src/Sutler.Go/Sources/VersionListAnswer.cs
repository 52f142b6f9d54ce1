using Sutler.Go.Json;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Sources;

/// <summary>The text behind <c>@v/list</c>: a version a line, with an optional time; all else is passed over. Spec: LIST-1, LIST-2, QUERY-14.</summary>
public sealed class VersionListAnswer
{
    private readonly List<(string Version, string? Time)> _lines = [];

    private VersionListAnswer()
    {
    }

    /// <summary>Keeps the lines whose first field is a semantic version.</summary>
    public static VersionListAnswer Parse(string text)
    {
        var answer = new VersionListAnswer();
        foreach (var line in text.Split('\n'))
        {
            var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 0 && SemanticVersion.IsValid(fields[0]))
            {
                answer._lines.Add((fields[0], fields.ElementAtOrDefault(1)));
            }
        }
        return answer;
    }

    /// <summary>The versions that begin with <paramref name="prefix"/>, sorted; pseudo-versions are not listed.</summary>
    public IReadOnlyList<string> Versions(string prefix)
    {
        var versions = _lines.Select(l => l.Version)
            .Where(v => v.StartsWith(prefix, StringComparison.Ordinal) && !PseudoVersion.Is(v))
            .ToList();
        versions.Sort(SemanticVersion.CompareForSort);
        return versions;
    }

    /// <summary>
    /// The newest by the time beside it or in the pseudo-version, the first of several; tagged versions without a time do not count.
    /// Null when none is left.
    /// </summary>
    public string? Newest()
    {
        var best = default((long, int));
        string? newest = null;
        foreach (var (version, time) in _lines)
        {
            var moment = MomentOf(version, time);
            if (moment.CompareTo(best) > 0)
            {
                (best, newest) = (moment, version);
            }
        }
        return newest;
    }

    private static (long Ticks, int Below) MomentOf(string version, string? time)
    {
        if (time is null && PseudoVersion.Is(version))
        {
            var digits = PseudoVersion.Timestamp(version);
            time = $"{digits[..4]}-{digits[4..6]}-{digits[6..8]}T{digits[8..10]}:{digits[10..12]}:{digits[12..14]}Z";
        }
        return time is not null && GoTime.TryParse(time, out var parsed, out _) ? parsed.Moment : default;
    }
}
