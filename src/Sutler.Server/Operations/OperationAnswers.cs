using System.Text.Json.Serialization;

namespace Sutler.Server.Operations;

/// <summary>Why an operation was not done.</summary>
internal sealed record ErrorAnswer(string Error);

/// <summary>What was refreshed.</summary>
/// <param name="Modules">Module paths; those that end in <c>/...</c> stand for all at and below them.</param>
/// <param name="Expired">How many answers ceased to be fresh.</param>
internal sealed record RefreshAnswer(IReadOnlyList<string> Modules, int Expired);

/// <summary>What was forgotten.</summary>
/// <param name="Module">The module path.</param>
/// <param name="Version">The version; null for the whole module.</param>
/// <param name="Removed">How many files and answers were kept of it.</param>
internal sealed record PurgeAnswer(string Module, string? Version, int Removed);

/// <summary>What became of a module version that was to be brought in.</summary>
/// <param name="Module">The module path.</param>
/// <param name="Version">The version.</param>
/// <param name="Files">Which files of it were wanted: info, mod, zip.</param>
/// <param name="Status">here, fetched, failed or skipped.</param>
/// <param name="Error">Why it failed or was skipped.</param>
internal sealed record PrefetchLine(string Module, string Version, IReadOnlyList<string> Files, string Status, string? Error = null);

/// <summary>The end of a prefetch, and how many module versions had which status. An answer without it broke off.</summary>
internal sealed record PrefetchEnd(bool Done = true, int Here = 0, int Fetched = 0, int Failed = 0, int Skipped = 0)
{
    /// <summary>One more of a status.</summary>
    public PrefetchEnd With(string status) => status switch
    {
        "here" => this with { Here = Here + 1 },
        "fetched" => this with { Fetched = Fetched + 1 },
        "failed" => this with { Failed = Failed + 1 },
        _ => this with { Skipped = Skipped + 1 },
    };
}

/// <summary>A set of pins.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Files">How many files it holds.</param>
/// <param name="Since">When it was last written; UTC.</param>
internal sealed record PinAnswer(string Name, long Files, DateTimeOffset Since);

/// <summary>All sets of pins, by name.</summary>
internal sealed record PinsAnswer(IReadOnlyList<PinAnswer> Pins);

/// <summary>Writes the answers, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(RefreshAnswer))]
[JsonSerializable(typeof(PurgeAnswer))]
[JsonSerializable(typeof(PinAnswer))]
[JsonSerializable(typeof(PinsAnswer))]
[JsonSerializable(typeof(PrefetchLine))]
[JsonSerializable(typeof(PrefetchEnd))]
internal sealed partial class OperationsJson : JsonSerializerContext;
