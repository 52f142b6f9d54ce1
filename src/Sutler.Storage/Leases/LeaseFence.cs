using Sutler.Storage.Index;

namespace Sutler.Storage.Leases;

/// <summary>Proof of a lease, passed along with a write: whoever lost the lease meanwhile, without noticing, cannot write any more.</summary>
/// <param name="Name">What the lease is for.</param>
/// <param name="Token">The lease's number, larger than that of every lease before it, whatever for.</param>
public readonly record struct LeaseFence(IndexKey Name, long Token);
