using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Direct.Commands;
using Sutler.Go.Sources;
using Sutler.GoModules;

namespace Sutler.Go.Direct.Mercurial;

/// <summary>What <c>hg log</c> says of one changeset: its hash, the time as seconds and offset, and its tags. Spec: OTHER-2.</summary>
public static class MercurialLog
{
    /// <summary>Reads it.</summary>
    /// <param name="asked">The revision that was asked for.</param>
    /// <param name="said">The line.</param>
    public static CodeRevision Read(string asked, string said)
    {
        ArgumentNullException.ThrowIfNull(said);
        var fields = said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 3)
        {
            throw new SutlerException($"unexpected response from hg log: {GoQuoting.Quote(said)}");
        }

        return new CodeRevision
        {
            Origin = new Origin { Hash = fields[0] },
            Name = fields[0],
            ShortName = RevisionNames.Shorten(fields[0]),
            Version = RevisionNames.Complete(asked, fields[0]),
            Time = ReadTime(fields[1]) ?? throw new SutlerException($"invalid time from hg log: {GoQuoting.Quote(said)}"),
            Tags = [.. fields.Skip(3).Where(tag => tag != "tip").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    private static DateTimeOffset? ReadTime(string seconds) =>
        long.TryParse(seconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && number <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(number)
            : null;
}
