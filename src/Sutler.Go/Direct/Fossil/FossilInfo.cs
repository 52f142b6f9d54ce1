using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Direct.Commands;
using Sutler.Go.Sources;
using Sutler.GoModules;

namespace Sutler.Go.Direct.Fossil;

/// <summary>What <c>fossil info</c> says of a check-in, of which one line counts: its hash and time, <c>hash: X 2017-07-14 02:40:00 UTC</c>. Spec: OTHER-5.</summary>
public static class FossilInfo
{
    private const int HashDigits = 40;

    /// <summary>Reads it.</summary>
    /// <param name="asked">The revision that was asked for.</param>
    /// <param name="said">The lines.</param>
    public static CodeRevision Read(string asked, string said)
    {
        ArgumentNullException.ThrowIfNull(said);
        var line = said.Split('\n').FirstOrDefault(text => text.StartsWith("uuid:", StringComparison.Ordinal) || text.StartsWith("hash:", StringComparison.Ordinal));
        var fields = (line ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields is not [_, { Length: HashDigits } hash, var day, var hour, "UTC"] || ReadTime(day, hour) is not { } time)
        {
            throw new SutlerException($"unexpected response from fossil info: {GoQuoting.Quote(line ?? said)}");
        }

        return new CodeRevision
        {
            Origin = new Origin { Hash = hash },
            Name = hash,
            ShortName = RevisionNames.Shorten(hash),
            Version = RevisionNames.Complete(asked, hash),
            Time = time,
            Tags = [],
        };
    }

    private static DateTimeOffset? ReadTime(string day, string hour) =>
        DateTimeOffset.TryParseExact($"{day} {hour}", "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
