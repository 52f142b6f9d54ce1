namespace Sutler.Storage.Pins;

/// <summary>A set of pins that is kept.</summary>
/// <param name="Set">The set.</param>
/// <param name="CreatedAt">When it was last written; UTC.</param>
/// <param name="Keys">How many names it holds.</param>
public sealed record StoredPinSet(PinSet Set, DateTimeOffset CreatedAt, long Keys);
