using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Direct.Commands;
using Sutler.Go.Sources;
using Sutler.GoModules;

namespace Sutler.Go.Direct.Bazaar;

/// <summary>What <c>bzr log --long</c> says of one revision: lines of <c>key: value</c>, ended by the message. Spec: OTHER-4.</summary>
public static class BazaarLog
{
    private const int MinutesOfZone = 2;

    /// <summary>Reads it.</summary>
    /// <param name="asked">The revision that was asked for.</param>
    /// <param name="said">The lines.</param>
    public static CodeRevision Read(string asked, string said)
    {
        ArgumentNullException.ThrowIfNull(said);
        long number = 0;
        DateTimeOffset? time = null;
        string[] tags = [];
        foreach (var (key, value, line) in Headers(said))
        {
            switch (key)
            {
                case "revno":
                    number = ReadNumber(value) ?? throw Unexpected("revno", line);
                    break;
                case "timestamp":
                    time = ReadTime(value) ?? throw Unexpected("timestamp", line);
                    break;
                case "tags":
                    tags = value.Split(", ");
                    break;
                default:
                    break;
            }
        }

        return new CodeRevision
        {
            Origin = new Origin(),
            Name = number.ToString(CultureInfo.InvariantCulture),
            ShortName = RevisionNames.Shorten(number),
            Version = asked,
            Time = number > 0 && time is { } known ? known : throw Unexpected("response", said),
            Tags = [.. tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    private static IEnumerable<(string Key, string Value, string Line)> Headers(string said)
    {
        foreach (var line in said.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.StartsWith('-'))
            {
                continue;
            }

            if (colon < 0 || line[0] is ' ' or '\t')
            {
                yield break;
            }

            yield return (line[..colon], line[(colon + 1)..].Trim(), line);
        }
    }

    // A note on merges may follow: 2 [merge].
    private static long? ReadNumber(string value) =>
        long.TryParse(value.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // Fri 2017-07-14 02:40:00 +0200
    private static DateTimeOffset? ReadTime(string value)
    {
        var text = value[(value.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return text.Length > MinutesOfZone
            && DateTimeOffset.TryParseExact(
                text.Insert(text.Length - MinutesOfZone, ":"), "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
    }

    private static SutlerException Unexpected(string what, string text) =>
        new(what == "response" ? $"unexpected response from bzr log: {GoQuoting.Quote(text)}" : $"unexpected {what} from bzr log: {GoQuoting.Quote(text)}");
}
