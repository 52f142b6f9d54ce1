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

/// <summary>Writes the answers, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(RefreshAnswer))]
[JsonSerializable(typeof(PurgeAnswer))]
internal sealed partial class OperationsJson : JsonSerializerContext;
