using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Retry;

namespace Sutler.Go.Diagnosis;

/// <summary>Asks the checksum database for a hash, by the run's own rules of whom it may hear of.</summary>
internal static class DatabaseAsker
{
    /// <summary>Its answer; only a cancellation is thrown.</summary>
    public static async Task<DatabaseAnswer> AskAsync(ChecksumDatabase database, ModuleId key, CancellationToken cancellationToken)
    {
        if (!database.Applies(key.Path))
        {
            return new DatabaseAnswer.NotAsked(database.ReasonNotToAsk);
        }

        try
        {
            var prefix = $"{key.Path} {key.Version} ";
            var lines = await database.LookupAsync(key, cancellationToken);
            return lines.FirstOrDefault(line => line.StartsWith(prefix + "h1:", StringComparison.Ordinal)) is { } line
                ? new DatabaseAnswer.Lists(line[prefix.Length..])
                : new DatabaseAnswer.IsSilent();
        }
        catch (FatalException failure)
        {
            // Two logs that contradict each other: the whole text is longer than a screen.
            return new DatabaseAnswer.Failed(string.Join(": ", failure.Message.Split('\n').Take(2)));
        }
        catch (SutlerException failure)
        {
            return new DatabaseAnswer.Failed(SourceAsker.FirstLine(failure.Message)) { MayPass = Retrier.FindRetryable(failure) is { MayPass: true } };
        }
    }

    /// <summary>The database as people know it.</summary>
    public static string NameOf(ChecksumDatabase database, ModuleId key)
    {
        try
        {
            return database.Applies(key.Path) ? "checksum database " + database.Name : "checksum database";
        }
        catch (SutlerException)
        {
            return "checksum database";
        }
    }
}
