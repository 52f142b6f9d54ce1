using Microsoft.AspNetCore.Http;

namespace Sutler.BenchServer;

/// <summary>What the server serves.</summary>
internal interface ISite
{
    /// <summary>The counts since the last <see cref="Begin"/>.</summary>
    Traffic Traffic { get; }

    /// <summary>Begins a run: counts from zero, and makes the faults of <paramref name="seed"/> (0: none), if it makes any.</summary>
    void Begin(int seed);

    /// <summary>Answers one request.</summary>
    Task AnswerAsync(HttpContext context);
}
