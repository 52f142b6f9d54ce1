using System.Globalization;
using Sutler.Storage.Retention;

namespace Sutler.Serving;

/// <summary><c>sutler serve --retention-dry-run</c>: what would go now, in the order in which it would, and why.</summary>
internal static class RetentionPreview
{
    /// <summary>Prints it; removes nothing. Fails with a <see cref="Errors.SutlerException"/> while a server uses the directory.</summary>
    public static async Task WriteAsync(ServeOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        await using var storage = await ServerStorage.OpenAsync(StoringProxy.DataOf(options, context), context.Time, cancellationToken);
        var plan = await new RetentionSweep(storage.Content.Index, context.Time).PlanAsync(options.Retention, cancellationToken);
        foreach (var eviction in plan.Evictions)
        {
            var entry = eviction.Entry;
            await context.Output.WriteLineAsync(TerminalText.Clean(string.Create(
                CultureInfo.InvariantCulture, $"{Word(eviction.Reason)}\t{entry.Length}\t{entry.FirstSeen:yyyy-MM-dd}\t{entry.LastUsed:yyyy-MM-dd}\t{entry.Key.Name}")));
        }

        await context.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"sutler: {plan.Evictions.Count}{(plan.IsWhole ? "" : " and more")} files would go: {plan.BytesBefore} bytes now, {plan.BytesAfter} then; nothing was removed"));
    }

    private static string Word(RetentionReason reason) => reason switch
    {
        RetentionReason.Age => "age",
        RetentionReason.Idle => "unused",
        _ => "size",
    };
}
