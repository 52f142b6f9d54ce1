using System.Text;
using Sutler.Errors;
using Sutler.Go.Direct;
using Sutler.Go.Direct.Bazaar;
using Sutler.Go.Direct.Fossil;
using Sutler.Go.Direct.Mercurial;
using Sutler.Go.Direct.Subversion;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets for what the programs of mercurial, subversion, bazaar and fossil say of a repository.</summary>
public static class DirectFuzzTargets
{
    /// <summary>A changeset is refused, or has a name that can be asked for and a time in UTC.</summary>
    public static void MercurialLogLine(ReadOnlySpan<byte> data) => Check(data, MercurialLog.Read);

    /// <summary>The same of a revision.</summary>
    public static void BazaarLogLines(ReadOnlySpan<byte> data) => Check(data, BazaarLog.Read);

    /// <summary>The same of a check-in.</summary>
    public static void FossilInfoLines(ReadOnlySpan<byte> data) => Check(data, FossilInfo.Read);

    /// <summary>The same of a revision.</summary>
    public static void SubversionLogXml(ReadOnlySpan<byte> data) => Check(data, SubversionLog.Read);

    /// <summary>A list is refused, or has files with sizes.</summary>
    public static void SubversionListXml(ReadOnlySpan<byte> data)
    {
        try
        {
            Demand(SubversionList.Read(data).All(file => file.Size >= 0), "a file of less than nothing");
        }
        catch (SutlerException)
        {
            // No list.
        }
    }

    private static void Check(ReadOnlySpan<byte> data, Func<string, string, CodeRevision> read)
    {
        try
        {
            var revision = read("asked", Encoding.UTF8.GetString(data));
            Demand(revision.Name.Length > 0 && !revision.Name.Any(char.IsWhiteSpace), "a name that cannot be asked for");
            Demand(revision.Time.Offset == TimeSpan.Zero, "a time elsewhere");
            Demand(revision.Tags.SequenceEqual(revision.Tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)), "tags out of order");
        }
        catch (SutlerException)
        {
            // No revision.
        }
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
