using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Direct.Commands;
using Sutler.Go.Sources;

namespace Sutler.Go.Direct.Subversion;

/// <summary>What <c>svn log --xml</c> says of one revision. Spec: OTHER-3.</summary>
public static class SubversionLog
{
    /// <summary>Reads it. The time keeps its fraction of a second.</summary>
    /// <param name="asked">The revision that was asked for.</param>
    /// <param name="said">The document.</param>
    public static CodeRevision Read(string asked, string said)
    {
        ArgumentNullException.ThrowIfNull(said);
        string? number = null;
        string? date = null;
        try
        {
            var xml = new SubversionXml(said);
            while (xml.Read())
            {
                if (xml is { IsStart: true, Path: "log/logentry" })
                {
                    number = xml.Attribute("revision");
                }
                else if (xml is { IsStart: false, Path: "log/logentry/date" })
                {
                    date = xml.Text;
                }
            }
        }
        catch (FormatException failure)
        {
            throw Unexpected(failure.Message, said);
        }

        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
        {
            throw Unexpected("no revision", said);
        }

        return new CodeRevision
        {
            Origin = new Origin(),
            Name = revision.ToString(CultureInfo.InvariantCulture),
            ShortName = RevisionNames.Shorten(revision),
            Version = asked,
            Time = ReadTime(date ?? "") ?? throw Unexpected("no date", said),
            Tags = [],
        };
    }

    private static DateTimeOffset? ReadTime(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    private static SutlerException Unexpected(string reason, string said) => new($"unexpected response from svn log --xml: {reason}\n{said}");
}
